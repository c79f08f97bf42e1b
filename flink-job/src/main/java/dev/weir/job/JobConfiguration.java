package dev.weir.job;

import dev.weir.clickhouse.ClickHouseEndpoint;
import dev.weir.configuration.KafkaEndpoint;
import dev.weir.configuration.Program;
import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;
import dev.weir.job.dedup.UserShards;
import dev.weir.telemetry.OtlpEndpoint;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the job is told.
 *
 * @param epoch raised to replace all numbers by a rebuild from the log
 * @param traces where traces go; empty: nothing is traced
 */
public record JobConfiguration(
        Kafka kafka,
        ClickHouseEndpoint clickHouse,
        Counting counting,
        State state,
        int epoch,
        Optional<OtlpEndpoint> traces) {

    /** Where the log is. */
    public record Kafka(KafkaEndpoint endpoint, String topic, String deadLetterTopic) {}

    /** What is counted. */
    public record Counting(Duration allowedLateness, Duration dedupHorizon) {}

    /**
     * How state is kept.
     *
     * @param checkpointDir a URI; empty for what Flink itself is configured with
     */
    public record State(
            int parallelism, StateBackend backend, Duration checkpointInterval, Optional<String> checkpointDir) {}

    /** Where Flink keeps the working copy of keyed state. */
    public enum StateBackend {
        ROCKSDB,
        HASHMAP
    }

    /** A lateness beyond this would reach days before 1970, which ClickHouse's {@code Date} does not have. */
    private static final Duration MAX_LATENESS = Duration.ofDays(18_250);

    /** @throws dev.weir.configuration.ConfigurationException with everything that is wrong with it */
    public static JobConfiguration read(Map<String, String> environment) {
        return Settings.read(Program.JOB, environment, JobConfiguration::from);
    }

    private static JobConfiguration from(Settings settings) {
        return new JobConfiguration(
                new Kafka(
                        KafkaEndpoint.from(settings),
                        settings.text(Variable.KAFKA_TOPIC),
                        settings.text(Variable.KAFKA_DEAD_LETTER_TOPIC)),
                ClickHouseEndpoint.from(settings),
                new Counting(
                        settings.duration(Variable.ALLOWED_LATENESS, Duration.ZERO, MAX_LATENESS),
                        settings.duration(Variable.DEDUP_HORIZON, Duration.ofSeconds(1), Duration.ofDays(365))),
                new State(
                        settings.count(Variable.JOB_PARALLELISM, 1, UserShards.COUNT),
                        settings.choice(Variable.STATE_BACKEND, StateBackend.class),
                        settings.duration(Variable.CHECKPOINT_INTERVAL, Duration.ofMillis(100), Duration.ofHours(1)),
                        settings.optionalText(Variable.CHECKPOINT_DIR)),
                settings.count(Variable.JOB_EPOCH, 1, Short.MAX_VALUE),
                OtlpEndpoint.from(settings));
    }
}
