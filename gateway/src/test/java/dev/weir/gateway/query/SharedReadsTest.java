// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.http.admission.ByteBudget;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SharedReadsTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Instant AS_OF = Instant.parse("2026-11-02T12:00:00Z");
    private static final DateRange DAY = new DateRange(LocalDate.EPOCH, LocalDate.EPOCH);
    private static final MetricsQuery QUERY = new MetricsQuery.ActiveUsers(DAY, 10);

    private final ByteBudget memory = new ByteBudget(1 << 20);
    private final SteppedReader reader = new SteppedReader();
    private @Nullable SharedReads reads;

    @AfterEach
    void close() {
        reader.finish(1_000);
        if (reads != null) {
            reads.close();
        }
    }

    @Test
    void requestsDuringAReadShareTheNextRead() {
        open(Duration.ZERO);
        CompletableFuture<Long> first = ask(QUERY);
        reader.awaitReading(1);
        List<CompletableFuture<Long>> herd =
                Stream.generate(() -> ask(QUERY)).limit(1_000).toList();
        reader.finish(1);
        assertThat(answer(first)).isEqualTo(1);
        assertThat(herd).noneMatch(CompletableFuture::isDone);

        reader.awaitReading(2);
        reader.finish(1);

        assertThat(herd).allSatisfy(one -> assertThat(answer(one)).isEqualTo(2));
        assertThat(reader.reads()).isEqualTo(2);
        await().untilAsserted(() -> assertThat(memory.usedBytes()).isZero());
    }

    @Test
    void requestsThatShareAReadShareItsFailure() {
        open(Duration.ZERO);
        CompletableFuture<Long> first = ask(QUERY);
        reader.awaitReading(1);
        CompletableFuture<Long> second = ask(QUERY);
        CompletableFuture<Long> third = ask(QUERY);
        reader.finish(1);
        reader.awaitReading(2);
        reader.failNext();

        assertThat(answer(second)).isEqualTo(-1);
        assertThat(answer(third)).isEqualTo(-1);
        reader.finish(1);
        assertThat(answer(ask(QUERY))).isEqualTo(3);
        assertThat(answer(first)).isEqualTo(1);
    }

    @Test
    void errorReachesAllWaitersAndTheNextRequestReadsAgain() {
        open(Duration.ZERO);
        CompletableFuture<ReadOutcome> first = new CompletableFuture<>();
        reads().read(QUERY, false, first::complete);
        reader.awaitReading(1);
        CompletableFuture<Long> second = ask(QUERY);
        reader.breakNext();

        assertThat(answer(first)).isInstanceOfSatisfying(ReadOutcome.Failed.class, failed -> assertThat(failed.cause())
                .isInstanceOf(NoClassDefFoundError.class));
        assertThat(answer(second)).isEqualTo(-1);
        reader.finish(1);
        assertThat(answer(ask(QUERY))).isEqualTo(2);
        await().untilAsserted(() -> assertThat(memory.usedBytes()).isZero());
    }

    @Test
    void failingRequestDoesNotAffectOthers() {
        open(Duration.ZERO);
        CompletableFuture<Long> first = ask(QUERY);
        reader.awaitReading(1);
        reads().read(QUERY, false, outcome -> {
            throw new StackOverflowError("as when an answer is nested too deeply");
        });
        CompletableFuture<Long> third = ask(QUERY);
        reader.finish(2);

        assertThat(answer(first)).isEqualTo(1);
        assertThat(answer(third)).isEqualTo(2);
        reader.finish(1);
        assertThat(answer(ask(QUERY))).isEqualTo(3);
        await().untilAsserted(() -> assertThat(memory.usedBytes()).isZero());
    }

    @Test
    void slowQueriesOfOneMetricLeaveConnectionsToOthers() {
        open(Duration.ZERO);
        for (int limit = 1; limit <= 10; limit++) {
            CompletableFuture<Long> slow = ask(new MetricsQuery.ActiveUsers(DAY, limit));
            assertThat(slow).isNotDone();
        }
        reader.awaitReading(3);
        CompletableFuture<Long> other = new CompletableFuture<>();
        reads().read(
                        new MetricsQuery.Events(DAY, List.of(), MetricsQuery.Interval.DAY, 1),
                        false,
                        outcome -> other.complete(number(outcome)));

        reader.awaitReading(4);
        reader.finish(100);
        assertThat(answer(other)).isPositive();
    }

    @Test
    void refusesRowsBeyondItsMemoryWithoutReading() {
        open(Duration.ZERO);
        CompletableFuture<ReadOutcome> refused = new CompletableFuture<>();
        reads().read(new MetricsQuery.ActiveUsers(DAY, 100_000), false, refused::complete);

        assertThat(answer(refused)).isInstanceOf(ReadOutcome.Busy.class);
        assertThat(reader.reads()).isZero();
    }

    @Test
    void cachesResultsIfConfigured() {
        open(LONG);
        reader.finish(1);

        assertThat(answer(ask(QUERY))).isEqualTo(1);
        assertThat(answer(ask(QUERY))).isEqualTo(1);
        assertThat(reader.reads()).isEqualTo(1);
    }

    @Test
    void readsAgainIfARequestNeedsFresherNumbers() {
        open(LONG);
        reader.finish(2);

        assertThat(answer(ask(QUERY))).isEqualTo(1);
        assertThat(answer(ask(QUERY, true))).isEqualTo(2);
    }

    @Test
    void dropsCachedResultsOlderThanANewerRead() {
        open(LONG);
        reader.finish(3);

        assertThat(answer(ask(QUERY))).isEqualTo(1);
        assertThat(answer(ask(new MetricsQuery.ActiveUsers(DAY, 11)))).isEqualTo(2);
        assertThat(answer(ask(QUERY)))
                .as("an older answer than the one before it would step back")
                .isEqualTo(3);
    }

    @Test
    void releasesUnusedMemoryBeforeTheResponseIsSent() {
        open(Duration.ZERO);
        reader.finish(1);
        CompletableFuture<Long> used = new CompletableFuture<>();

        reads().read(QUERY, false, outcome -> used.complete(memory.usedBytes()));

        assertThat(used.join()).as("one row").isEqualTo(QUERY.rowBytes());
    }

    private void open(Duration remembered) {
        reads = new SharedReads(reader, 4, memory, remembered, LONG);
    }

    private SharedReads reads() {
        return Objects.requireNonNull(reads, "not open");
    }

    private CompletableFuture<Long> ask(MetricsQuery query) {
        return ask(query, false);
    }

    /** Completes with the number of the read that returned the result, or -1 if it failed. */
    private CompletableFuture<Long> ask(MetricsQuery query, boolean afresh) {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        reads().read(query, afresh, outcome -> answer.complete(number(outcome)));
        return answer;
    }

    private static long number(ReadOutcome outcome) {
        return outcome instanceof ReadOutcome.Answered answered
                ? (long) answered.answer().rows().get(0).get(0)
                : -1;
    }

    private static <T> T answer(CompletableFuture<T> asked) {
        return asked.orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** Returns the number of the read. Each read waits until the test releases it. */
    private static final class SteppedReader implements MetricsReader {
        private final AtomicInteger begun = new AtomicInteger();
        private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();

        private enum Step {
            ANSWER,
            FAIL,
            BREAK
        }

        void awaitReading(int reads) {
            await().until(() -> begun.get() == reads);
        }

        int reads() {
            return begun.get();
        }

        void finish(int reads) {
            for (int i = 0; i < reads; i++) {
                steps.add(Step.ANSWER);
            }
        }

        void failNext() {
            steps.add(Step.FAIL);
        }

        void breakNext() {
            steps.add(Step.BREAK);
        }

        @Override
        public MetricsAnswer read(MetricsQuery query) throws ClickHouseUnavailableException {
            long number = begun.incrementAndGet();
            try {
                switch (steps.take()) {
                    case FAIL -> throw new ClickHouseUnavailableException(new IllegalStateException("It fails."));
                    case BREAK -> throw new NoClassDefFoundError("as when a jar is replaced");
                    case ANSWER -> {}
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return MetricsAnswer.of(List.of(Column.DAU), List.of(List.of(number)), 10, AS_OF);
        }
    }
}
