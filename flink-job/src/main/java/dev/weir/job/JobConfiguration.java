// SPDX-License-Identifier: Apache-2.0
package dev.weir.job;

import dev.weir.configuration.ClickHouseEndpoint;
import dev.weir.configuration.KafkaEndpoint;
import dev.weir.configuration.Program;
import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;
import dev.weir.job.dedup.UserShards;
import dev.weir.metric.MetricDefinitions;
import dev.weir.telemetry.OtlpEndpoint;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of the job, read from environment variables.
 *
 * @param metrics the metrics that users define
 * @param epoch raised by the operator to replace all counts by a rebuild from the log
 * @param traces where spans are exported to; empty if tracing is off
 */
public record JobConfiguration(
        Kafka kafka,
        ClickHouseEndpoint clickHouse,
        Counting counting,
        MetricDefinitions metrics,
        State state,
        int epoch,
        Optional<OtlpEndpoint> traces) {

    /** The Kafka topics that the job reads and writes. */
    public record Kafka(KafkaEndpoint endpoint, String topic, String deadLetterTopic) {}

    /** The settings that decide which events are counted. */
    public record Counting(Duration allowedLateness, Duration dedupHorizon) {}

    /**
     * How the job keeps its state.
     *
     * @param checkpointDir a URI; empty to use the directory that Flink is configured with
     */
    public record State(
            int parallelism, StateBackend backend, Duration checkpointInterval, Optional<String> checkpointDir) {}

    /** Where Flink keeps the working copy of keyed state. */
    public enum StateBackend {
        ROCKSDB,
        HASHMAP
    }

    /** A larger lateness would reach days before 1970, which ClickHouse's {@code Date} cannot store. */
    private static final Duration MAX_LATENESS = Duration.ofDays(18_250);

    /** @throws dev.weir.configuration.ConfigurationException with every problem found */
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
                MetricDefinitions.from(settings),
                new State(
                        settings.count(Variable.JOB_PARALLELISM, 1, UserShards.COUNT),
                        settings.choice(Variable.STATE_BACKEND, StateBackend.class),
                        settings.duration(Variable.CHECKPOINT_INTERVAL, Duration.ofMillis(100), Duration.ofHours(1)),
                        settings.optionalText(Variable.CHECKPOINT_DIR)),
                settings.count(Variable.JOB_EPOCH, 1, Short.MAX_VALUE),
                OtlpEndpoint.from(settings));
    }
}
