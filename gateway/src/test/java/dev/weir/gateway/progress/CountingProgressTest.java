// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.gateway.progress.CountingProgress.Outcome;
import dev.weir.http.admission.Client;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CountingProgressTest {
    private static final Client ADA = new Client.Named("ada");
    private static final Client BOB = new Client.Named("bob");
    private static final Duration LONG = Duration.ofMinutes(5);

    private final CountedUpTo log = new CountedUpTo();
    private CountingProgress progress = new CountingProgress(log, log.end(), LONG, new SimpleMeterRegistry());

    @AfterEach
    void close() {
        progress.close();
    }

    @Test
    void completesEachWaiterWhenItsPositionsAreCounted() {
        List<Outcome> first = outcomesOf(3);
        List<Outcome> second = outcomesOf(8);

        log.count(3);
        await().until(() -> !first.isEmpty());
        assertThat(first).containsExactly(Outcome.COUNTED);
        assertThat(second).isEmpty();

        log.count(10);
        await().until(() -> !second.isEmpty());
        assertThat(second).containsExactly(Outcome.COUNTED);
        assertThat(outcomesOf(10)).as("known already").containsExactly(Outcome.COUNTED);
    }

    @Test
    void timesOutIfTheProgressIsUnknown() {
        progress.close();
        progress = new CountingProgress(log, log.end(), Duration.ofMillis(50), new SimpleMeterRegistry());
        log.fallSilent();

        List<Outcome> outcomes = outcomesOf(1);

        await().until(() -> !outcomes.isEmpty());
        assertThat(outcomes).containsExactly(Outcome.NOT_YET);
    }

    @Test
    void releaseCompletesAllWaiters() {
        List<Outcome> before = outcomesOf(1);

        progress.release();

        await().until(() -> !before.isEmpty());
        assertThat(before).containsExactly(Outcome.NOT_YET);
        assertThat(outcomesOf(1)).containsExactly(Outcome.NOT_YET);
    }

    @Test
    void keepsPollingAfterAnError() {
        log.breakOnce();
        List<Outcome> outcomes = outcomesOf(1);
        await().until(log::hasBroken);

        log.count(1);

        await().until(() -> !outcomes.isEmpty());
        assertThat(outcomes).containsExactly(Outcome.COUNTED);
    }

    @Test
    void failingWaiterDoesNotAffectOthers() {
        progress.await(ADA, CountedUpTo.of(1), outcome -> {
            throw new NoClassDefFoundError("as when a jar is replaced");
        });
        List<Outcome> second = outcomesOf(1);

        log.count(1);

        await().until(() -> !second.isEmpty());
        List<Outcome> later = outcomesOf(2);
        log.count(2);
        await().until(() -> !later.isEmpty());
    }

    @Test
    void refusesPositionsBeyondTheEndWithoutWaiting() {
        log.endAt(10);
        List<Outcome> madeUp = new CopyOnWriteArrayList<>();
        for (int i = 0; i < CountingProgress.MAX_WAITING_OF_ONE; i++) {
            progress.awaitClaimed(ADA, CountedUpTo.of(Long.MAX_VALUE), madeUp::add);
        }

        await().until(() -> madeUp.size() == CountingProgress.MAX_WAITING_OF_ONE);
        assertThat(madeUp).containsOnly(Outcome.BEYOND_THE_LOG);
        List<Outcome> honest = outcomesOf(10);
        log.count(10);
        await().until(() -> !honest.isEmpty());
        assertThat(honest).containsExactly(Outcome.COUNTED);
    }

    @Test
    void refusesAnUnknownPartition() {
        log.endAt(10);
        List<Outcome> madeUp = new CopyOnWriteArrayList<>();

        progress.awaitClaimed(ADA, new LogPositions(Map.of(7, 1L)), madeUp::add);

        await().until(() -> !madeUp.isEmpty());
        assertThat(madeUp).containsExactly(Outcome.BEYOND_THE_LOG);
    }

    @Test
    void waitsForAnyPositionWithinTheLog() {
        log.endAt(10);
        List<Outcome> claimed = new CopyOnWriteArrayList<>();
        progress.awaitClaimed(ADA, CountedUpTo.of(10), claimed::add);
        log.count(9);
        List<Outcome> before = outcomesOf(9);
        await().until(() -> !before.isEmpty());
        assertThat(claimed).isEmpty();

        log.count(10);

        await().until(() -> !claimed.isEmpty());
        assertThat(claimed).containsExactly(Outcome.COUNTED);
    }

    @Test
    void limitsTheWaitersOfOneClient() {
        List<Outcome> ofAda = new CopyOnWriteArrayList<>();
        for (int i = 0; i < CountingProgress.MAX_WAITING; i++) {
            progress.await(ADA, CountedUpTo.of(5), ofAda::add);
        }
        assertThat(ofAda)
                .as("those for whom there was no place")
                .hasSize(CountingProgress.MAX_WAITING - CountingProgress.MAX_WAITING_OF_ONE)
                .containsOnly(Outcome.NOT_YET);

        List<Outcome> ofBob = new CopyOnWriteArrayList<>();
        progress.await(BOB, CountedUpTo.of(5), ofBob::add);
        assertThat(ofBob).as("bob waits").isEmpty();
        log.count(5);

        await().until(() -> !ofBob.isEmpty() && ofAda.size() == CountingProgress.MAX_WAITING);
        assertThat(ofBob).containsExactly(Outcome.COUNTED);
        List<Outcome> later = new CopyOnWriteArrayList<>();
        progress.await(ADA, CountedUpTo.of(6), later::add);
        assertThat(later).as("the places were given back").isEmpty();
    }

    private List<Outcome> outcomesOf(long nextOffset) {
        List<Outcome> outcomes = new CopyOnWriteArrayList<>();
        progress.await(ADA, CountedUpTo.of(nextOffset), outcomes::add);
        return outcomes;
    }
}
