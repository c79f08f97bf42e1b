package dev.weir.gateway.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.gateway.progress.Progress.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final CountedUpTo log = new CountedUpTo();
    private Progress progress = new Progress(log, LONG, new SimpleMeterRegistry());

    @AfterEach
    void close() {
        progress.close();
    }

    @Test
    void tellsEachWhenItsPositionsAreCountedAndNotBefore() {
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
    void givesUpWhenTheTimeIsOverAlsoWhileNobodyCanSay() {
        progress.close();
        progress = new Progress(log, Duration.ofMillis(50), new SimpleMeterRegistry());
        log.fallSilent();

        List<Outcome> outcomes = outcomesOf(1);

        await().until(() -> !outcomes.isEmpty());
        assertThat(outcomes).containsExactly(Outcome.NOT_YET);
    }

    @Test
    void keepsNobodyOnceItIsReleased() {
        List<Outcome> before = outcomesOf(1);

        progress.release();

        await().until(() -> !before.isEmpty());
        assertThat(before).containsExactly(Outcome.NOT_YET);
        assertThat(outcomesOf(1)).containsExactly(Outcome.NOT_YET);
    }

    @Test
    void goesOnAskingAfterAnError() {
        log.breakOnce();
        List<Outcome> outcomes = outcomesOf(1);
        await().until(log::hasBroken);

        log.count(1);

        await().until(() -> !outcomes.isEmpty());
        assertThat(outcomes).containsExactly(Outcome.COUNTED);
    }

    @Test
    void oneWhoFailsOverTheOutcomeKeepsItFromNobodyElse() {
        progress.await(CountedUpTo.of(1), outcome -> {
            throw new NoClassDefFoundError("as when a jar is replaced");
        });
        List<Outcome> second = outcomesOf(1);

        log.count(1);

        await().until(() -> !second.isEmpty());
        List<Outcome> later = outcomesOf(2);
        log.count(2);
        await().until(() -> !later.isEmpty());
    }

    private List<Outcome> outcomesOf(long nextOffset) {
        List<Outcome> outcomes = new CopyOnWriteArrayList<>();
        progress.await(CountedUpTo.of(nextOffset), outcomes::add);
        return outcomes;
    }
}
