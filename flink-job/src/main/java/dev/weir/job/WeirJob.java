// SPDX-License-Identifier: Apache-2.0
package dev.weir.job;

import dev.weir.configuration.ConfigurationException;
import dev.weir.job.JobConfiguration.Kafka;
import dev.weir.job.JobConfiguration.State;
import dev.weir.job.JobConfiguration.StateBackend;
import dev.weir.job.dedup.UserShards;
import dev.weir.job.settings.CountingSettings;
import dev.weir.job.sink.ClickHousePastEvents;
import dev.weir.job.sink.ClickHouseSinks;
import dev.weir.job.sink.DeadLetterTopic;
import dev.weir.job.source.CaughtUpSource;
import dev.weir.job.source.LogRecord;
import dev.weir.job.source.ReceiptTimestampAssigner;
import dev.weir.job.start.StartCheck;
import dev.weir.job.start.StateSnapshot;
import dev.weir.job.tracing.JobTracing;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streaming job: reads the log and keeps exact counts in the tables of ClickHouse. */
public final class WeirJob {
    /** The job's name in Flink's web UI. */
    public static final String NAME = "weir";

    private static final Logger LOG = LoggerFactory.getLogger(WeirJob.class);
    private static final int EXIT_MISCONFIGURED = 2;

    private WeirJob() {}

    /** Submits the job to the Flink cluster that runs this program. */
    public static void main(String[] args) throws Exception {
        JobConfiguration configuration;
        try {
            configuration = JobConfiguration.read(System.getenv());
        } catch (ConfigurationException refused) {
            exitMisconfigured(refused);
            return;
        }
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        CountingSettings settings;
        try {
            settings = StartCheck.check(configuration, stateToRestore(environment, configuration), LOG::warn);
        } catch (ConfigurationException refused) {
            exitMisconfigured(refused);
            return;
        }
        define(environment, configuration, settings);
        environment.execute(NAME);
    }

    /**
     * The state that the job will be restored from: the one that the start requests.
     *
     * <p>With Flink's high availability, this runs when a JobManager becomes the leader. That may be long after its
     * start, and the checkpoint that was the newest then is deleted. So if a state of the checkpoint directory was
     * requested, or none, this requests the newest one. Flink ignores the request if it recovers the job; then the
     * newest is what it restores.
     */
    private static Optional<StateSnapshot> stateToRestore(
            StreamExecutionEnvironment environment, JobConfiguration configuration) throws InterruptedException {
        ReadableConfig flink = environment.getConfiguration();
        Optional<String> requested = flink.getOptional(StateRecoveryOptions.SAVEPOINT_PATH);
        Optional<String> directory = configuration.state().checkpointDir();
        if (directory.isEmpty()
                || requested
                        .filter(path -> !path.startsWith(directory.get() + "/"))
                        .isPresent()
                || flink.get(HighAvailabilityOptions.HA_MODE).equalsIgnoreCase("NONE")) {
            return StartCheck.readState(requested);
        }
        Optional<StateSnapshot> newest = StartCheck.readNewestState(directory.get());
        newest.ifPresent(state -> {
            LOG.atInfo().addKeyValue("state", state.path()).log("The newest checkpoint or savepoint was found");
            Configuration restore = new Configuration();
            restore.set(StateRecoveryOptions.SAVEPOINT_PATH, state.path());
            environment.configure(restore);
        });
        return newest;
    }

    private static void exitMisconfigured(ConfigurationException refused) {
        System.err.println(refused.getMessage());
        System.exit(EXIT_MISCONFIGURED);
    }

    /**
     * Configures the environment for the job, and adds the graph with Kafka as its source and ClickHouse as its sink.
     */
    public static void define(
            StreamExecutionEnvironment environment, JobConfiguration configuration, CountingSettings settings) {
        Kafka kafka = configuration.kafka();
        JobTracing tracing = new JobTracing(configuration.traces());
        environment.configure(flinkOptions(configuration.state()));
        JobGraph.build(
                environment
                        .fromSource(
                                new CaughtUpSource(kafka.endpoint(), kafka.topic(), NAME),
                                WatermarkStrategy.<LogRecord>forMonotonousTimestamps()
                                        .withTimestampAssigner(new ReceiptTimestampAssigner()),
                                kafka.topic())
                        .uid("log"),
                kafka,
                settings,
                configuration.metrics().all(),
                ClickHousePastEvents.factory(configuration.clickHouse()),
                new ClickHouseSinks(configuration.clickHouse(), configuration.epoch(), tracing),
                DeadLetterTopic.sink(kafka.endpoint(), kafka.deadLetterTopic()),
                tracing);
    }

    /** The Flink options that the job needs or that make it faster. */
    static Configuration flinkOptions(State state) {
        Configuration options = new Configuration();
        options.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, state.checkpointInterval());
        options.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
        options.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        options.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, state.backend() == StateBackend.ROCKSDB);
        state.checkpointDir().ifPresent(dir -> options.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, dir));
        options.set(
                StateBackendOptions.STATE_BACKEND,
                switch (state.backend()) {
                    case ROCKSDB -> "rocksdb";
                    case HASHMAP -> "hashmap";
                });
        // Most lookups miss, because they are for new users and new videos.
        options.setString("state.backend.rocksdb.use-bloom-filter", "true");
        // Most of the state consists of fingerprints, which do not compress.
        options.setString("state.backend.rocksdb.compression.per.level", "NO_COMPRESSION");
        // Every failure is retried without limit, for example while ClickHouse is down. Meanwhile, Kafka buffers the
        // events.
        options.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        options.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, Duration.ofMillis(500));
        options.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF, Duration.ofSeconds(10));
        options.set(PipelineOptions.MAX_PARALLELISM, UserShards.COUNT);
        options.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ofMillis(200));
        // All types between operators are immutable, and none may fall back to Kryo.
        options.set(PipelineOptions.OBJECT_REUSE, true);
        options.set(PipelineOptions.GENERIC_TYPES, false);
        options.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(50));
        options.setString("parallelism.default", Integer.toString(state.parallelism()));
        return options;
    }
}
