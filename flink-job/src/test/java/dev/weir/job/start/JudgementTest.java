// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.job.JobConfiguration;
import dev.weir.job.JobConfiguration.StateBackend;
import dev.weir.job.sink.FoundTables;
import dev.weir.job.source.FoundLog;
import dev.weir.job.source.LogPosition;
import dev.weir.job.terms.Terms;
import dev.weir.job.time.Lateness;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes every setting of the job while there is state, as in the table of docs/operations.md. */
class JudgementTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final long CLOCK = NOW.minusSeconds(5).toEpochMilli();
    private static final Terms TERMS =
            Terms.of(Duration.ofDays(30), Duration.ofHours(24)).ofTopic("id-1");
    private static final FoundState STATE = new FoundState(
            "file:/checkpoints/chk-7",
            Optional.of(StateBackend.ROCKSDB),
            List.of(new LogPosition("events", 0, 500), new LogPosition("events", 1, -2)),
            OptionalLong.of(CLOCK),
            OptionalLong.of(CLOCK),
            Optional.of(TERMS));
    private static final FoundLog LOG = new FoundLog(Optional.of("id-1"), Map.of(0, 0L, 1, 0L), Map.of(0, 500L, 1, 0L));
    private static final FoundTables TABLES = new FoundTables(1, CLOCK, Map.of(0, 0L));
    private static final Found FOUND = new Found(Optional.of(STATE), Optional.of(LOG), TABLES);

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
    void goesOnWithoutAWord(String variable, String value) {
        Judgement judgement = judge(Map.of(variable, value), FOUND);

        assertThat(judgement.refusals()).isEmpty();
        assertThat(judgement.notices()).isEmpty();
        assertThat(judgement.terms().allowedLateness()).isEqualTo(TERMS.allowedLateness());
        assertThat(judgement.terms().dedupHorizon()).isEqualTo(TERMS.dedupHorizon());
        assertThat(judgement.terms().topicId()).isEqualTo("id-1");
    }

    @Test
    void beginsWithNothing() {
        Judgement judgement =
                judge(Map.of(), new Found(Optional.empty(), Optional.of(LOG), new FoundTables(0, 0, Map.of())));

        assertThat(judgement.refusals()).isEmpty();
        assertThat(judgement.terms()).isEqualTo(TERMS);
    }

    @Test
    void saysWhatARaisedLatenessCannotDo() {
        Judgement judgement = judge(Map.of("WEIR_ALLOWED_LATENESS", "5000d"), FOUND);

        assertThat(judgement.notices()).singleElement().asString().contains("is 5000d and was 30d", "closed before");
        assertThat(judgement.terms().allowedLateness()).isEqualTo(Lateness.of(Duration.ofDays(5000)));
    }

    @Test
    void saysWhatALoweredLatenessDoes() {
        Judgement judgement = judge(Map.of("WEIR_ALLOWED_LATENESS", "10d"), FOUND);

        assertThat(judgement.notices()).singleElement().asString().contains("is 10d and was 30d", "from now on");
        assertThat(judgement.terms().allowedLateness().at(NOW.toEpochMilli() - 1))
                .isEqualTo(Duration.ofDays(30));
        assertThat(judgement.terms().allowedLateness().at(NOW.toEpochMilli())).isEqualTo(Duration.ofDays(10));
    }

    @Test
    void saysFromWhenALongerHorizonIsWhole() {
        Judgement judgement = judge(Map.of("WEIR_DEDUP_HORIZON", "48h"), FOUND);

        assertThat(judgement.notices())
                .singleElement()
                .asString()
                .contains("is 2d and was 1d", "before 2026-11-25T10:59:55Z", "from 2026-11-27T10:59:55Z on");
    }

    @Test
    void saysWhatAShorterHorizonDoes() {
        assertThat(judge(Map.of("WEIR_DEDUP_HORIZON", "2h"), FOUND).notices())
                .singleElement()
                .asString()
                .contains("is 2h and was 1d", "another event");
    }

    @Test
    void saysThatAnOldStateDoesNotTell() {
        FoundState old = new FoundState(
                STATE.path(),
                STATE.backend(),
                STATE.positions(),
                STATE.clock(),
                OptionalLong.empty(),
                Optional.empty());

        Judgement judgement = judge(Map.of(), new Found(Optional.of(old), Optional.of(LOG), TABLES));

        assertThat(judgement.refusals()).isEmpty();
        assertThat(judgement.notices()).singleElement().asString().contains("does not say under which settings");
        assertThat(judgement.terms()).isEqualTo(TERMS);
    }

    @Test
    void refusesAnEpochBelowThatOfTheTables() {
        assertRefused(judge(Map.of("WEIR_JOB_EPOCH", "3"), with(new FoundTables(4, CLOCK, Map.of()))))
                .contains("WEIR_JOB_EPOCH is 3", "epoch 4", "set it to 4 to go on, or to 5");
    }

    @Test
    void refusesAnotherTopic() {
        assertRefused(judge(Map.of("WEIR_KAFKA_TOPIC", "clicks"), FOUND))
                .contains("WEIR_KAFKA_TOPIC is clicks", "from the topic events", "raise WEIR_JOB_EPOCH (it is 1)");
    }

    @Test
    void refusesATopicThatWasCreatedAnew() {
        assertRefused(judge(Map.of(), with(new FoundLog(Optional.of("id-2"), LOG.beginnings(), LOG.ends()))))
                .contains("its id was id-1 and is id-2", "WEIR_KAFKA_BOOTSTRAP_SERVERS (127.0.0.1:9092)");
        assertRefused(judge(Map.of(), with(new FoundLog(Optional.empty(), Map.of(1, 0L), Map.of(1, 9L)))))
                .contains("partition 0 does not exist any more");
        assertRefused(judge(Map.of(), with(new FoundLog(Optional.empty(), LOG.beginnings(), Map.of(0, 499L, 1, 9L)))))
                .contains("partition 0 was read up to offset 500 and ends at 499");
    }

    @Test
    void goesOnWithMorePartitions() {
        FoundLog grown = new FoundLog(Optional.of("id-1"), Map.of(0, 0L, 1, 0L, 2, 0L), Map.of(0, 501L, 1, 0L, 2, 7L));

        assertThat(judge(Map.of(), with(grown)).refusals()).isEmpty();
    }

    @Test
    void waitsForNothingWhereTheTopicIsStillToBeCreated() {
        assertThat(judge(Map.of(), new Found(Optional.of(STATE), Optional.empty(), TABLES))
                        .refusals())
                .isEmpty();
    }

    @Test
    void refusesTheOtherBackendForACheckpointAndTakesItForASavepoint() {
        assertRefused(judge(Map.of("WEIR_STATE_BACKEND", "hashmap"), FOUND))
                .contains("WEIR_STATE_BACKEND is hashmap", "written by rocksdb", "flink-job/stop-job");
        FoundState savepoint = new FoundState(
                STATE.path(), Optional.empty(), STATE.positions(), STATE.clock(), STATE.written(), STATE.terms());

        assertThat(judge(
                                Map.of("WEIR_STATE_BACKEND", "hashmap"),
                                new Found(Optional.of(savepoint), Optional.of(LOG), TABLES))
                        .refusals())
                .isEmpty();
    }

    @Test
    void refusesTablesThatDoNotHoldWhatTheStateReliesOn() {
        assertRefused(judge(Map.of("WEIR_CLICKHOUSE_URL", "http://empty:8123"), with(new FoundTables(0, 0, Map.of()))))
                .contains("WEIR_CLICKHOUSE_URL (http://empty:8123) have never been written", "another server");
        assertRefused(judge(Map.of(), with(new FoundTables(1, CLOCK - 1, Map.of()))))
                .contains("were written up to 2026-11-26T11:59:54.999Z", "up to 2026-11-26T11:59:55Z");
    }

    @Test
    void refusesToCountAnewFromWhatIsLeftOfALog() {
        FoundLog cut = new FoundLog(Optional.of("id-1"), Map.of(0, 17L, 1, 0L), LOG.ends());

        assertRefused(judge(Map.of(), new Found(Optional.empty(), Optional.of(cut), TABLES)))
                .contains("There is no state to go on from", "offset 0 of partition 0", "WEIR_CHECKPOINT_DIR");
        assertThat(judge(Map.of(), new Found(Optional.empty(), Optional.of(LOG), TABLES))
                        .refusals())
                .isEmpty();
    }

    @Test
    void namesAllThatIsWrong() {
        assertThat(judge(
                                Map.of("WEIR_STATE_BACKEND", "hashmap", "WEIR_KAFKA_TOPIC", "clicks"),
                                with(new FoundTables(9, 0, Map.of())))
                        .refusals())
                .hasSize(4);
    }

    private static AbstractStringAssert<?> assertRefused(Judgement judgement) {
        return assertThat(judgement.refusals()).singleElement().asString();
    }

    private static Found with(FoundLog log) {
        return new Found(Optional.of(STATE), Optional.of(log), TABLES);
    }

    private static Found with(FoundTables tables) {
        return new Found(Optional.of(STATE), Optional.of(LOG), tables);
    }

    private static Judgement judge(Map<String, String> changes, Found found) {
        return Judgement.of(JobConfiguration.read(new HashMap<>(changes)), found, NOW);
    }
}
