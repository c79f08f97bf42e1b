// SPDX-License-Identifier: Apache-2.0
package dev.weir.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.configuration.KafkaEndpoint;
import dev.weir.job.JobConfiguration.Kafka;
import dev.weir.job.JobConfiguration.State;
import dev.weir.job.JobConfiguration.StateBackend;
import dev.weir.job.activity.ActivityCounts;
import dev.weir.job.decode.DeadLetterRecord;
import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.minutes.MinuteEvents;
import dev.weir.job.settings.CountingSettings;
import dev.weir.job.testing.CollectingSink;
import dev.weir.job.tracing.JobTracing;
import dev.weir.job.views.VideoViews;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests that the job can be restored from a savepoint of every release. The release took the savepoint after the first
 * half of the sample log; the test then processes the second half.
 *
 * <p>Before a release, this command stores its savepoint:
 *
 * <pre>mvn -pl flink-job -am test -Dtest=StoredSavepointTest -Dweir.store-savepoint=0.1.0 \
 *     -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
class StoredSavepointTest {
    private static final String STORE = "weir.store-savepoint";
    private static final Path STORED = Path.of("src", "test", "resources", "savepoints");
    private static final SampleLog LOG = SampleSource.LOG;
    private static final int HALF = LOG.entries().size() / 2;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(4)
            .build());

    private final CollectingTables tables = new CollectingTables();
    private final CollectingSink<DeadLetterRecord> deadLetterTopic = new CollectingSink<>();

    @ParameterizedTest
    @CsvSource({"0.1.0, 1, HASHMAP", "0.1.0, 4, ROCKSDB"})
    void continuesExactlyFromTheSavepoint(String release, int parallelism, StateBackend backend) throws Exception {
        StreamExecutionEnvironment environment = environment(parallelism, backend);
        build(environment, LOG.entries().size() - HALF, HALF, RateLimiterStrategy.perCheckpoint(HALF / 4));
        StreamGraph graph = environment.getStreamGraph();
        // The source is not restored, because it has another uid. It starts where the source of the savepoint ended.
        graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(
                STORED.resolve(release).toAbsolutePath().toUri().toString(), true));
        environment.execute(graph);

        assertRowsAreExact();
        List<CheckpointLedger> ledger = CheckpointLedger.whole(tables.ledger().written(), parallelism);
        assertThat(ledger)
                .isNotEmpty()
                .allSatisfy(page -> page.assertExact(new SampleOracle(
                        LOG, logRecord -> logRecord.offset() < Math.max(HALF, page.offset(logRecord.partition())))));
    }

    /** Checks the rows written after the restore. A row that changed since then must include all counts from before. */
    private void assertRowsAreExact() {
        SampleOracle oracle = new SampleOracle(LOG);
        assertThat(LatestRows.of(
                        tables.videoViewsDaily().written(),
                        row -> List.of(row.day(), row.videoId()),
                        VideoViews::views))
                .isNotEmpty()
                .isSubsetOf(oracle.videoViewsDaily());
        assertThat(LatestRows.of(
                        tables.videoViews30d().written(), row -> List.of(row.day(), row.videoId()), VideoViews::views))
                .isNotEmpty()
                .isSubsetOf(oracle.videoViews30d());
        assertThat(LatestRows.of(
                        tables.activeUsersDaily().written(),
                        ActivityCounts::day,
                        row -> row.dau() + row.wau() + row.mau()))
                .isNotEmpty()
                .isSubsetOf(oracle.activeUsersDaily());
        assertThat(LatestRows.of(
                        tables.eventsPerMinute().written(),
                        row -> List.of(row.minute(), row.type()),
                        MinuteEvents::events))
                .isNotEmpty()
                .isSubsetOf(oracle.eventsPerMinute());
        assertThat(tables.events().written().stream().map(ReceivedEvent::offset))
                .containsExactlyInAnyOrderElementsOf(oracle.countedOffsets().stream()
                        .filter(offset -> offset >= HALF)
                        .toList());
    }

    /** Not a test: stores a new savepoint. */
    @Test
    @EnabledIfSystemProperty(named = STORE, matches = ".+")
    void storesASavepoint(@TempDir Path folder) throws Exception {
        StreamExecutionEnvironment environment = environment(2, StateBackend.HASHMAP);
        // Keeps all state in the metadata file.
        environment.configure(
                new Configuration().set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.parse("1mb")));
        build(environment, LOG.entries().size(), 0, subtasks -> new UpTo<>(HALF));
        JobClient job = environment.executeAsync();
        long counted = new SampleOracle(LOG)
                .countedOffsets().stream().filter(offset -> offset < HALF).count();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> tables.events().written().size() == counted);

        String savepoint = job.stopWithSavepoint(false, folder.toUri().toString(), SavepointFormatType.CANONICAL)
                .get(1, TimeUnit.MINUTES);

        Path target = Files.createDirectories(STORED.resolve(System.getProperty(STORE)));
        Path written = Path.of(URI.create(savepoint));
        try (Stream<Path> files = Files.list(written)) {
            assertThat(files.map(file -> file.getFileName().toString()).collect(Collectors.toList()))
                    .containsExactly("_metadata");
        }
        Files.copy(written.resolve("_metadata"), target.resolve("_metadata"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static StreamExecutionEnvironment environment(int parallelism, StateBackend backend) {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        environment.configure(
                WeirJob.flinkOptions(new State(parallelism, backend, Duration.ofMillis(100), Optional.empty())));
        return environment;
    }

    private void build(StreamExecutionEnvironment environment, int count, int first, RateLimiterStrategy<?> rate) {
        JobGraph.build(
                SampleSource.of(environment, count, first, rate),
                new Kafka(KafkaEndpoint.plaintext(""), "events", ""),
                CountingSettings.of(SampleLog.LATENESS, SampleLog.HORIZON),
                List.of(),
                () -> {
                    throw new AssertionError("There is no past.");
                },
                tables,
                deadLetterTopic,
                JobTracing.OFF);
    }

    /** Lets this many records pass, then none. */
    private static final class UpTo<S extends SourceSplit> implements RateLimiter<S> {
        private int left;

        UpTo(int count) {
            left = count;
        }

        @Override
        public CompletionStage<Void> acquire(int records) {
            left -= records;
            return left >= 0 ? CompletableFuture.completedFuture(null) : new CompletableFuture<>();
        }
    }
}
