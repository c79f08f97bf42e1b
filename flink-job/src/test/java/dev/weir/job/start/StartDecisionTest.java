// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.job.JobConfiguration;
import dev.weir.job.JobConfiguration.StateBackend;
import dev.weir.job.past.Past;
import dev.weir.job.settings.CountingSettings;
import dev.weir.job.settings.Measuring;
import dev.weir.job.sink.ExistingTables;
import dev.weir.job.source.ExistingTopic;
import dev.weir.job.source.RestoredOffset;
import dev.weir.job.time.AllowedLateness;
import dev.weir.metric.MetricDefinition;
import dev.weir.metric.MetricDefinitions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes every setting of the job while there is state, as in the table of docs/operations.md. */
class StartDecisionTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final long CLOCK = NOW.minusSeconds(5).toEpochMilli();
    private static final CountingSettings SETTINGS =
            CountingSettings.of(Duration.ofDays(30), Duration.ofHours(24)).withTopicId("id-1");
    private static final StateSnapshot STATE = new StateSnapshot(
            "file:/checkpoints/chk-7",
            Optional.of(StateBackend.ROCKSDB),
            List.of(new RestoredOffset("events", 0, 500), new RestoredOffset("events", 1, -2)),
            OptionalLong.of(CLOCK),
            OptionalLong.of(CLOCK),
            Optional.of(SETTINGS));
    private static final ExistingTopic LOG =
            new ExistingTopic(Optional.of("id-1"), Map.of(0, 0L, 1, 0L), Map.of(0, 500L, 1, 0L));
    private static final ExistingTables TABLES = new ExistingTables(1, CLOCK, Map.of(0, 0L));
    private static final ExistingData FOUND = new ExistingData(Optional.of(STATE), Optional.of(LOG), TABLES);

    @ParameterizedTest
    @CsvSource({
        "WEIR_JOB_PARALLELISM, 1",
        "WEIR_JOB_PARALLELISM, 128",
        "WEIR_JOB_EPOCH, 2",
        "WEIR_CHECKPOINT_INTERVAL, 1s",
        "WEIR_CHECKPOINT_INTERVAL, 1h",
        "WEIR_KAFKA_DEAD_LETTER_TOPIC, elsewhere",
        "WEIR_KAFKA_BOOTSTRAP_SERVERS, the-same-by-another-name:9092",
        "WEIR_CLICKHOUSE_URL, http://the-same-by-another-name:8123",
        "WEIR_CLICKHOUSE_USER, somebody",
        "WEIR_OTLP_ENDPOINT, http://127.0.0.1:4318",
    })
    void acceptsTheChangeWithoutANotice(String variable, String value) {
        StartDecision decision = decide(Map.of(variable, value), FOUND);

        assertThat(decision.refusals()).isEmpty();
        assertThat(decision.notices()).isEmpty();
        assertThat(decision.settings().allowedLateness()).isEqualTo(SETTINGS.allowedLateness());
        assertThat(decision.settings().dedupHorizon()).isEqualTo(SETTINGS.dedupHorizon());
        assertThat(decision.settings().topicId()).isEqualTo("id-1");
    }

    @Test
    void startsWithoutStateAndTables() {
        StartDecision decision = decide(
                Map.of(), new ExistingData(Optional.empty(), Optional.of(LOG), new ExistingTables(0, 0, Map.of())));

        assertThat(decision.refusals()).isEmpty();
        assertThat(decision.settings()).isEqualTo(SETTINGS);
    }

    @Test
    void measuresTheStreamAndThePastByANewDefinition(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("metrics.yaml");
        Files.writeString(file, "metrics: [{name: known, aggregate: count}, {name: added, aggregate: count}]");
        Map<String, String> environment = Map.of("WEIR_METRICS_FILE", file.toString());
        List<MetricDefinition> definitions = MetricDefinitions.read(file).all();
        long known = definitions.get(0).id();
        Measuring before = new Measuring(7, Past.NONE);
        Past past = new Past(Map.of(0, 500L), 20_000, 20_010, 1);
        StateSnapshot measuring = new StateSnapshot(
                STATE.path(),
                STATE.backend(),
                STATE.positions(),
                STATE.clock(),
                STATE.tablesCompleteUpTo(),
                Optional.of(SETTINGS.measuringBy(List.of(known, 99L), before, before)));

        StartDecision decision =
                decide(environment, new ExistingData(Optional.of(measuring), Optional.of(LOG), TABLES, past));

        assertThat(decision.notices()).singleElement().asString().contains("The metric added is new");
        assertThat(decision.settings().measuring())
                .isEqualTo(Map.of(
                        known,
                        before,
                        definitions.get(1).id(),
                        new Measuring(NOW.toEpochMilli(), past),
                        99L,
                        Measuring.NOTHING));
    }

    @Test
    void restoredDefinitionDoesNotMeasureThePast(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("metrics.yaml");
        Files.writeString(file, "metrics: [{name: back, aggregate: count}]");
        long id = MetricDefinitions.read(file).all().get(0).id();
        Measuring before = new Measuring(7, new Past(Map.of(0, 5L), 1, 2, 3));
        CountingSettings removed =
                SETTINGS.measuringBy(List.of(id), before, before).measuringBy(List.of(), before, before);
        StateSnapshot state = new StateSnapshot(
                STATE.path(),
                STATE.backend(),
                STATE.positions(),
                STATE.clock(),
                STATE.tablesCompleteUpTo(),
                CountingSettings.parse(removed.lines()));

        StartDecision decision = decide(
                Map.of("WEIR_METRICS_FILE", file.toString()),
                new ExistingData(
                        Optional.of(state), Optional.of(LOG), TABLES, new Past(Map.of(0, 500L), 20_000, 20_010, 1)));

        assertThat(decision.notices()).singleElement().asString().contains("The metric back was removed and is back");
        assertThat(decision.settings().measuring()).isEqualTo(Map.of(id, new Measuring(NOW.toEpochMilli(), Past.NONE)));
    }

    @Test
    void measuresTheWholeLogWithoutState(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("metrics.yaml");
        Files.writeString(file, "metrics: [{name: added, aggregate: count}]");

        StartDecision decision = decide(
                Map.of("WEIR_METRICS_FILE", file.toString()),
                new ExistingData(Optional.empty(), Optional.of(LOG), new ExistingTables(0, 0, Map.of())));

        assertThat(decision.notices()).isEmpty();
        assertThat(decision.settings().measuring().values()).containsExactly(Measuring.EVERYTHING);
    }

    @Test
    void reportsARaisedLateness() {
        StartDecision decision = decide(Map.of("WEIR_ALLOWED_LATENESS", "5000d"), FOUND);

        assertThat(decision.notices()).singleElement().asString().contains("is 5000d and was 30d", "already closed");
        assertThat(decision.settings().allowedLateness()).isEqualTo(AllowedLateness.of(Duration.ofDays(5000)));
    }

    @Test
    void reportsALoweredLateness() {
        StartDecision decision = decide(Map.of("WEIR_ALLOWED_LATENESS", "10d"), FOUND);

        assertThat(decision.notices()).singleElement().asString().contains("is 10d and was 30d", "from now on");
        assertThat(decision.settings().allowedLateness().at(NOW.toEpochMilli() - 1))
                .isEqualTo(Duration.ofDays(30));
        assertThat(decision.settings().allowedLateness().at(NOW.toEpochMilli())).isEqualTo(Duration.ofDays(10));
    }

    @Test
    void reportsWhenALongerHorizonApplies() {
        StartDecision decision = decide(Map.of("WEIR_DEDUP_HORIZON", "48h"), FOUND);

        assertThat(decision.notices())
                .singleElement()
                .asString()
                .contains("is 2d and was 1d", "before 2026-11-25T10:59:55Z", "from 2026-11-27T10:59:55Z on");
    }

    @Test
    void reportsAShorterHorizon() {
        assertThat(decide(Map.of("WEIR_DEDUP_HORIZON", "2h"), FOUND).notices())
                .singleElement()
                .asString()
                .contains("is 2h and was 1d", "another event");
    }

    @Test
    void reportsAStateWithoutSettings() {
        StateSnapshot old = new StateSnapshot(
                STATE.path(),
                STATE.backend(),
                STATE.positions(),
                STATE.clock(),
                OptionalLong.empty(),
                Optional.empty());

        StartDecision decision = decide(Map.of(), new ExistingData(Optional.of(old), Optional.of(LOG), TABLES));

        assertThat(decision.refusals()).isEmpty();
        assertThat(decision.notices()).singleElement().asString().contains("does not contain the settings");
        assertThat(decision.settings()).isEqualTo(SETTINGS);
    }

    @Test
    void refusesAnEpochBelowThatOfTheTables() {
        assertRefused(decide(Map.of("WEIR_JOB_EPOCH", "3"), with(new ExistingTables(4, CLOCK, Map.of()))))
                .contains("WEIR_JOB_EPOCH is 3", "epoch 4", "Set it to 4 to continue, or to 5");
    }

    @Test
    void refusesAnotherTopic() {
        assertRefused(decide(Map.of("WEIR_KAFKA_TOPIC", "clicks"), FOUND))
                .contains("WEIR_KAFKA_TOPIC is clicks", "from the topic events", "raise WEIR_JOB_EPOCH (it is 1)");
    }

    @Test
    void refusesARecreatedTopic() {
        assertRefused(decide(Map.of(), with(new ExistingTopic(Optional.of("id-2"), LOG.beginnings(), LOG.ends()))))
                .contains("its id was id-1 and is id-2", "WEIR_KAFKA_BOOTSTRAP_SERVERS (127.0.0.1:9092)");
        assertRefused(decide(Map.of(), with(new ExistingTopic(Optional.empty(), Map.of(1, 0L), Map.of(1, 9L)))))
                .contains("partition 0 no longer exists");
        assertRefused(decide(
                        Map.of(), with(new ExistingTopic(Optional.empty(), LOG.beginnings(), Map.of(0, 499L, 1, 9L)))))
                .contains("partition 0 was read up to offset 500 and ends at 499");
    }

    @Test
    void acceptsMorePartitions() {
        ExistingTopic grown =
                new ExistingTopic(Optional.of("id-1"), Map.of(0, 0L, 1, 0L, 2, 0L), Map.of(0, 501L, 1, 0L, 2, 7L));

        assertThat(decide(Map.of(), with(grown)).refusals()).isEmpty();
    }

    @Test
    void acceptsATopicThatDoesNotExistYet() {
        assertThat(decide(Map.of(), new ExistingData(Optional.of(STATE), Optional.empty(), TABLES))
                        .refusals())
                .isEmpty();
    }

    @Test
    void refusesAnotherBackendUnlessTheStateIsASavepoint() {
        assertRefused(decide(Map.of("WEIR_STATE_BACKEND", "hashmap"), FOUND))
                .contains("WEIR_STATE_BACKEND is hashmap", "written by rocksdb", "flink-job/stop-job");
        StateSnapshot savepoint = new StateSnapshot(
                STATE.path(),
                Optional.empty(),
                STATE.positions(),
                STATE.clock(),
                STATE.tablesCompleteUpTo(),
                STATE.settings());

        assertThat(decide(
                                Map.of("WEIR_STATE_BACKEND", "hashmap"),
                                new ExistingData(Optional.of(savepoint), Optional.of(LOG), TABLES))
                        .refusals())
                .isEmpty();
    }

    @Test
    void refusesTablesOlderThanTheState() {
        assertRefused(decide(
                        Map.of("WEIR_CLICKHOUSE_URL", "http://empty:8123"), with(new ExistingTables(0, 0, Map.of()))))
                .contains("WEIR_CLICKHOUSE_URL (http://empty:8123) have never been written", "another server");
        assertRefused(decide(Map.of(), with(new ExistingTables(1, CLOCK - 1, Map.of()))))
                .contains("were written up to 2026-11-26T11:59:54.999Z", "up to 2026-11-26T11:59:55Z");
    }

    @Test
    void refusesToRecountFromATruncatedLog() {
        ExistingTopic cut = new ExistingTopic(Optional.of("id-1"), Map.of(0, 17L, 1, 0L), LOG.ends());

        assertRefused(decide(Map.of(), new ExistingData(Optional.empty(), Optional.of(cut), TABLES)))
                .contains("There is no state to continue from", "offset 0 of partition 0", "WEIR_CHECKPOINT_DIR");
        assertThat(decide(Map.of(), new ExistingData(Optional.empty(), Optional.of(LOG), TABLES))
                        .refusals())
                .isEmpty();
    }

    @Test
    void reportsAllProblemsAtOnce() {
        assertThat(decide(
                                Map.of("WEIR_STATE_BACKEND", "hashmap", "WEIR_KAFKA_TOPIC", "clicks"),
                                with(new ExistingTables(9, 0, Map.of())))
                        .refusals())
                .hasSize(4);
    }

    private static AbstractStringAssert<?> assertRefused(StartDecision decision) {
        return assertThat(decision.refusals()).singleElement().asString();
    }

    private static ExistingData with(ExistingTopic log) {
        return new ExistingData(Optional.of(STATE), Optional.of(log), TABLES);
    }

    private static ExistingData with(ExistingTables tables) {
        return new ExistingData(Optional.of(STATE), Optional.of(LOG), tables);
    }

    private static StartDecision decide(Map<String, String> changes, ExistingData existing) {
        return StartDecision.of(JobConfiguration.read(new HashMap<>(changes)), existing, NOW);
    }
}
