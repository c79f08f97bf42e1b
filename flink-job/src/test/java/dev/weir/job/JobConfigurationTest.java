// SPDX-License-Identifier: Apache-2.0
package dev.weir.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.configuration.ClickHouseEndpoint;
import dev.weir.configuration.ConfigurationException;
import dev.weir.configuration.KafkaEndpoint;
import dev.weir.configuration.Program;
import dev.weir.configuration.Variable;
import dev.weir.job.JobConfiguration.Counting;
import dev.weir.job.JobConfiguration.Kafka;
import dev.weir.job.JobConfiguration.State;
import dev.weir.job.JobConfiguration.StateBackend;
import dev.weir.metric.MetricDefinitions;
import dev.weir.telemetry.OtlpEndpoint;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobConfigurationTest {
    private static final Map<String, String> EVERY_NAME = Map.ofEntries(
            Map.entry("WEIR_KAFKA_BOOTSTRAP_SERVERS", "a:1,b:2"),
            Map.entry("WEIR_KAFKA_TOPIC", "in"),
            Map.entry("WEIR_KAFKA_DEAD_LETTER_TOPIC", "dead"),
            Map.entry("WEIR_CLICKHOUSE_URL", "https://ch:8443"),
            Map.entry("WEIR_CLICKHOUSE_USER", "me"),
            Map.entry("WEIR_CLICKHOUSE_PASSWORD", "secret"),
            Map.entry("WEIR_CLICKHOUSE_CLUSTER", "shards"),
            Map.entry("WEIR_ALLOWED_LATENESS", "7d"),
            Map.entry("WEIR_DEDUP_HORIZON", "2h"),
            Map.entry("WEIR_JOB_PARALLELISM", "16"),
            Map.entry("WEIR_STATE_BACKEND", "hashmap"),
            Map.entry("WEIR_CHECKPOINT_INTERVAL", "1s"),
            Map.entry("WEIR_CHECKPOINT_DIR", "s3://bucket/checkpoints"),
            Map.entry("WEIR_JOB_EPOCH", "9"),
            Map.entry("WEIR_OTLP_ENDPOINT", "http://collector:4318"));

    /** Variables that are read, and tested, by the class that they belong to. */
    private static final Set<Variable> TESTED_ELSEWHERE = EnumSet.of(
            Variable.METRICS_FILE,
            Variable.KAFKA_SECURITY_PROTOCOL,
            Variable.KAFKA_CA,
            Variable.KAFKA_CERTIFICATE,
            Variable.KAFKA_KEY,
            Variable.KAFKA_SASL_MECHANISM,
            Variable.KAFKA_USER,
            Variable.KAFKA_PASSWORD,
            Variable.CLICKHOUSE_CA);

    @Test
    void everySettingHasADefault() {
        assertThat(JobConfiguration.read(Map.of()))
                .isEqualTo(new JobConfiguration(
                        new Kafka(KafkaEndpoint.plaintext("127.0.0.1:9092"), "events", "dead-letters"),
                        new ClickHouseEndpoint(URI.create("http://127.0.0.1:8123"), "default", ""),
                        new Counting(Duration.ofDays(30), Duration.ofHours(24)),
                        MetricDefinitions.NONE,
                        new State(2, StateBackend.ROCKSDB, Duration.ofSeconds(5), Optional.empty()),
                        1,
                        Optional.empty()));
    }

    @Test
    void readsEveryName() {
        assertThat(JobConfiguration.read(EVERY_NAME))
                .isEqualTo(new JobConfiguration(
                        new Kafka(KafkaEndpoint.plaintext("a:1,b:2"), "in", "dead"),
                        new ClickHouseEndpoint(URI.create("https://ch:8443"), "me", "secret", "", "shards"),
                        new Counting(Duration.ofDays(7), Duration.ofHours(2)),
                        MetricDefinitions.NONE,
                        new State(
                                16,
                                StateBackend.HASHMAP,
                                Duration.ofSeconds(1),
                                Optional.of("s3://bucket/checkpoints")),
                        9,
                        Optional.of(new OtlpEndpoint(URI.create("http://collector:4318")))));
    }

    @Test
    void tableContainsEveryVariableOfTheJob() {
        assertThat(EVERY_NAME.keySet())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Variable.values())
                        .filter(variable -> variable.isReadBy(Program.JOB) && !TESTED_ELSEWHERE.contains(variable))
                        .map(Variable::variableName)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "WEIR_ALLOWED_LATENESS, 18251d",
        "WEIR_ALLOWED_LATENESS, soon",
        "WEIR_DEDUP_HORIZON, 0s",
        "WEIR_DEDUP_HORIZON, 366d",
        "WEIR_JOB_PARALLELISM, 0",
        "WEIR_JOB_PARALLELISM, 129",
        "WEIR_STATE_BACKEND, memory",
        "WEIR_CHECKPOINT_INTERVAL, 10ms",
        "WEIR_JOB_EPOCH, 0",
        "WEIR_JOB_EPOCH, 32768",
        "WEIR_CLICKHOUSE_URL, ch:8123",
        "WEIR_JOB_PARALELISM, 3"
    })
    void refusesAndNamesWhatIsWrong(String name, String value) {
        Map<String, String> environment = new HashMap<>(EVERY_NAME);
        environment.put(name, value);

        assertThatThrownBy(() -> JobConfiguration.read(environment))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(name);
    }

    @Test
    void neverShowsThePassword() {
        assertThat(JobConfiguration.read(EVERY_NAME).toString()).doesNotContain("secret");
    }
}
