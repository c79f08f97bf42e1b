// SPDX-License-Identifier: Apache-2.0
package dev.weir.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.configuration.KafkaEndpoint;
import dev.weir.job.JobConfiguration.Kafka;
import dev.weir.job.JobConfiguration.State;
import dev.weir.job.JobConfiguration.StateBackend;
import dev.weir.job.activity.ActivityCounts;
import dev.weir.job.decode.DeadLetterRecord;
import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.minutes.MinuteEvents;
import dev.weir.job.settings.CountingSettings;
import dev.weir.job.source.LogRecord;
import dev.weir.job.testing.CollectingSink;
import dev.weir.job.tracing.JobTracing;
import dev.weir.job.views.VideoViews;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs the whole graph on a cluster in the test, from records to rows. */
class JobGraphTest {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    private static final SampleLog LOG = SampleSource.LOG;
    private static final AtomicInteger FAILURES = new AtomicInteger();

    private final CollectingTables tables = new CollectingTables();
    private final CollectingSink<DeadLetterRecord> deadLetterTopic = new CollectingSink<>();

    @Test
    void rowsEqualTheOracle() throws Exception {
        run(StateBackend.HASHMAP, RateLimiterStrategy.noOp(), Integer.MAX_VALUE);

        assertTablesAreExact();
        assertNoneFalls(
                tables.videoViewsDaily().written(), row -> List.of(row.day(), row.videoId()), VideoViews::views);
        assertNoneFalls(tables.videoViews30d().written(), row -> List.of(row.day(), row.videoId()), VideoViews::views);
        assertNoneFalls(tables.activeUsersDaily().written(), ActivityCounts::day, JobGraphTest::sum);
        assertThat(tables.events().written())
                .hasSize(new SampleOracle(LOG).countedOffsets().size());
    }

    @Test
    void rowsAreExactAfterAFailure() throws Exception {
        FAILURES.set(0);
        run(
                StateBackend.ROCKSDB,
                RateLimiterStrategy.perCheckpoint(LOG.entries().size() / 8),
                3);

        assertThat(FAILURES).hasPositiveValue();
        assertTablesAreExact();
        assertBooksAreExactAtEveryCheckpoint();
    }

    private void assertTablesAreExact() {
        SampleOracle oracle = new SampleOracle(LOG);
        assertThat(LatestRows.of(
                        tables.videoViewsDaily().written(),
                        row -> List.of(row.day(), row.videoId()),
                        VideoViews::views))
                .isEqualTo(oracle.videoViewsDaily());
        assertThat(LatestRows.of(
                        tables.videoViews30d().written(), row -> List.of(row.day(), row.videoId()), VideoViews::views))
                .isEqualTo(oracle.videoViews30d());
        assertThat(LatestRows.of(tables.activeUsersDaily().written(), ActivityCounts::day, JobGraphTest::sum))
                .isEqualTo(oracle.activeUsersDaily());
        assertThat(LatestRows.of(
                        tables.eventsPerMinute().written(),
                        row -> List.of(row.minute(), row.type()),
                        MinuteEvents::events))
                .isEqualTo(oracle.eventsPerMinute());
        assertThat(tables.events().written().stream().map(ReceivedEvent::offset).collect(Collectors.toSet()))
                .isEqualTo(oracle.countedOffsets());
        assertThat(reasonsByOffset(tables.deadLetters())).isEqualTo(oracle.deadLetters());
        assertThat(reasonsByOffset(deadLetterTopic)).isEqualTo(oracle.deadLetters());
    }

    private void assertBooksAreExactAtEveryCheckpoint() {
        List<CheckpointLedger> whole = CheckpointLedger.whole(tables.ledger().written(), 2);
        assertThat(whole).hasSizeGreaterThan(3);
        assertThat(whole)
                .allSatisfy(ledger -> ledger.assertExact(
                        new SampleOracle(LOG, logRecord -> logRecord.offset() < ledger.offset(logRecord.partition()))));
    }

    private static <T> void assertNoneFalls(List<T> written, Function<T, Object> key, ToLongFunction<T> version) {
        Map<Object, Long> before = new HashMap<>();
        for (T row : written) {
            long now = version.applyAsLong(row);
            Long last = before.put(key.apply(row), now);
            assertThat(now).as("%s", row).isGreaterThanOrEqualTo(last == null ? 0 : last);
        }
    }

    private static Map<Long, String> reasonsByOffset(CollectingSink<DeadLetterRecord> letters) {
        return letters.written().stream()
                .collect(Collectors.toMap(DeadLetterRecord::offset, DeadLetterRecord::reason, (first, again) -> again));
    }

    private static long sum(ActivityCounts row) {
        return row.dau() + row.wau() + row.mau();
    }

    private void run(StateBackend backend, RateLimiterStrategy<?> rate, int failAfterCheckpoints) throws Exception {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        environment.configure(WeirJob.flinkOptions(new State(2, backend, Duration.ofMillis(100), Optional.empty())));
        JobGraph.build(
                SampleSource.of(environment, LOG.entries().size(), 0, rate).map(new FailingOnce(failAfterCheckpoints)),
                new Kafka(KafkaEndpoint.plaintext(""), "events", ""),
                CountingSettings.of(SampleLog.LATENESS, SampleLog.HORIZON),
                List.of(),
                () -> {
                    throw new AssertionError("There is no past.");
                },
                tables,
                deadLetterTopic,
                JobTracing.OFF);
        environment.execute();
    }

    /**
     * Fails the job once, at the first record after a number of checkpoints. The records since the last checkpoint are
     * replayed.
     */
    private static final class FailingOnce extends RichMapFunction<LogRecord, LogRecord> implements CheckpointListener {
        private static final long serialVersionUID = 1L;

        private final int checkpointsBefore;

        private transient int checkpoints;

        FailingOnce(int checkpointsBefore) {
            this.checkpointsBefore = checkpointsBefore;
        }

        @Override
        public LogRecord map(LogRecord logRecord) {
            if (checkpoints >= checkpointsBefore
                    && getRuntimeContext().getTaskInfo().getAttemptNumber() == 0) {
                FAILURES.incrementAndGet();
                throw new IllegalStateException("as the test wishes");
            }
            return logRecord;
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            checkpoints++;
        }
    }
}
