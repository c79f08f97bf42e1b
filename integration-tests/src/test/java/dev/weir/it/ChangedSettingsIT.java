// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.configuration.ConfigurationException;
import dev.weir.job.JobConfiguration;
import dev.weir.job.start.StartCheck;
import dev.weir.local.StackException;
import dev.weir.local.kafka.Topics;
import dev.weir.testbed.Sent;
import dev.weir.testbed.Traffic;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Changes settings of a stack that already has state. The numbers stay exact, or the start is refused with an
 * explanation.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ChangedSettingsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @RegisterExtension
    static final RunningWeir weir = new RunningWeir();

    private static final Traffic traffic = new Traffic("settings", 4);
    private static final List<Sent> counted = new ArrayList<>();
    private static final List<Sent> closedOut = new ArrayList<>();

    /** The log begins two months ago. By the time the job reaches its end, the first days are closed. */
    @Test
    @Order(1)
    void countsALogOlderThanTheLateness() throws Exception {
        weir.stack().flink().stop();
        keepTheLogForEver();
        List<Sent> old = onDay(60, 40);
        for (Sent event : old) {
            new Operator(weir.stack()).write(event.event(), event.timestamp());
        }
        counted.addAll(old);
        weir.restartWith(Map.of("WEIR_JOB_EPOCH", "2"));
        List<Sent> recent =
                traffic.events(2_000, 100, 20, Instant.now().minus(Duration.ofDays(20)), Duration.ofDays(20));
        counted.addAll(recent);
        weir.client().postAll(recent);

        assertExactAndBalanced(2, 0);
    }

    @Test
    @Order(2)
    void raisedLatenessOpensOnlyDaysThatWereNeverCounted() throws Exception {
        weir.restartWith(Map.of("WEIR_JOB_EPOCH", "2", "WEIR_ALLOWED_LATENESS", "120d"));
        // Day 60 is closed. Day 75 is closed too, because its windows reach into closed days.
        List<Sent> late =
                Stream.concat(onDay(60, 30).stream(), onDay(75, 30).stream()).toList();
        List<Sent> longBefore = onDay(95, 50);
        List<Sent> stillOpen = onDay(28, 50);
        closedOut.addAll(late);
        counted.addAll(longBefore);
        counted.addAll(stillOpen);
        weir.client().postAll(late);
        weir.client().postAll(longBefore);
        weir.client().postAll(stillOpen);

        assertExactAndBalanced(2, late.size());
        assertThat(
                        weir.sql(
                                "SELECT DISTINCT reason, position(detail, 'while WEIR_ALLOWED_LATENESS was smaller') > 0 FROM weir.dead_letters"))
                .isEqualTo("late\t1");
        assertThat(flinkLog()).contains("WEIR_ALLOWED_LATENESS is 120d and was 30d");
    }

    /** A second session of loading old data must not close the days that the first session opened. */
    @Test
    @Order(3)
    void openedDaysStayOpenAfterARestart() throws Exception {
        weir.stack().killAll();
        weir.restartWith(Map.of("WEIR_JOB_EPOCH", "2", "WEIR_ALLOWED_LATENESS", "120d"));
        List<Sent> more = onDay(95, 50);
        counted.addAll(more);
        weir.client().postAll(more);

        assertExactAndBalanced(2, closedOut.size());
    }

    @Test
    @Order(4)
    void rebuildCountsEventsOfClosedDays() throws Exception {
        weir.restartWith(Map.of("WEIR_JOB_EPOCH", "3", "WEIR_ALLOWED_LATENESS", "120d"));
        counted.addAll(closedOut);

        assertExactAndBalanced(3, 0);
    }

    /** Events that were accepted under the larger lateness are counted, whether the job had read them or not. */
    @Test
    @Order(5)
    void loweredLatenessAppliesToLaterEvents() throws Exception {
        List<Sent> read = onDay(50, 40);
        List<Sent> unread = onDay(51, 40);
        weir.client().postAll(read);
        weir.stack().flink().kill();
        weir.client().postAll(unread);
        weir.restartWith(Map.of("WEIR_JOB_EPOCH", "3", "WEIR_ALLOWED_LATENESS", "10d"));
        counted.addAll(read);
        counted.addAll(unread);

        Sent tooLate = onDay(12, 1).get(0);
        assertThat(weir.client().post(List.of(tooLate)).status()).isEqualTo(400);
        new Operator(weir.stack()).write(tooLate.event(), Instant.now());

        assertExactAndBalanced(3, 1);
        assertThat(flinkLog()).contains("WEIR_ALLOWED_LATENESS is 10d and was 120d");
    }

    @Test
    @Order(6)
    void horizonMayBeLoweredAndRaised() throws Exception {
        Map<String, String> same = Map.of("WEIR_JOB_EPOCH", "3", "WEIR_ALLOWED_LATENESS", "30d");
        List<Sent> again = counted.stream()
                .filter(event -> event.day().isAfter(today().minusDays(5)))
                .limit(40)
                .toList();
        long before = ledger(3).at("/totals/counted").asLong();

        weir.restartWith(with(same, "WEIR_DEDUP_HORIZON", "1s"));
        postRaw(again);
        long after = ledger(3).at("/totals/counted").asLong();
        assertThat(after).isEqualTo(before + again.size());

        weir.restartWith(with(same, "WEIR_DEDUP_HORIZON", "48h"));
        postRaw(again);
        JsonNode ledger = ledger(3);
        assertThat(ledger.get("balanced").asBoolean()).as(ledger.toString()).isTrue();
        assertThat(ledger.at("/totals/counted").asLong()).isEqualTo(after);
        assertThat(flinkLog()).contains("WEIR_DEDUP_HORIZON is 2d and was 1s");
    }

    @Test
    @Order(7)
    void printsWhyTheJobDoesNotStart() throws Exception {
        assertThatThrownBy(() -> weir.restartWith(Map.of("WEIR_JOB_EPOCH", "3", "WEIR_STATE_BACKEND", "hashmap")))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("WEIR_STATE_BACKEND is hashmap, but the checkpoint")
                .hasMessageContaining("was written by rocksdb");
        weir.restartWith(Map.of("WEIR_JOB_EPOCH", "3"));
        weir.awaitFresh();
        weir.stack().gateway().stop();
        weir.stack().flink().stop();
    }

    @Test
    @Order(8)
    void refusesAnEpochBelowThatOfTheTables() {
        assertRefused(Map.of("WEIR_JOB_EPOCH", "2"), Optional.empty())
                .contains("WEIR_JOB_EPOCH is 2, but the tables already contain rows of epoch 3");
    }

    @Test
    @Order(9)
    void refusesAnotherTopic() throws Exception {
        assertRefused(Map.of("WEIR_KAFKA_TOPIC", "dead-letters"), newestState())
                .contains("WEIR_KAFKA_TOPIC is dead-letters, but the state", "was counted from the topic events");
    }

    @Test
    @Order(10)
    void continuesIfNothingChanged() throws Exception {
        List<String> notices = new ArrayList<>();
        StartCheck.check(configuration(Map.of()), StartCheck.readState(newestState()), notices::add);

        assertThat(notices).isEmpty();
    }

    @Test
    @Order(10)
    void reportsAMissingTopicOfDeadLetters() throws Exception {
        List<String> notices = new ArrayList<>();
        StartCheck.check(
                configuration(Map.of("WEIR_KAFKA_DEAD_LETTER_TOPIC", "nowhere")),
                StartCheck.readState(newestState()),
                notices::add);

        assertThat(notices).singleElement().asString().contains("WEIR_KAFKA_DEAD_LETTER_TOPIC is nowhere");
    }

    @Test
    @Order(11)
    void continuesWithMorePartitions() throws Exception {
        try (Admin admin = Topics.admin(weir.stack().kafkaBootstrapServers())) {
            admin.createPartitions(Map.of("events", NewPartitions.increaseTo(6)))
                    .all()
                    .get();
        }
        weir.restartWith(Map.of("WEIR_JOB_EPOCH", "3"));
        long before = ledger(3).at("/totals/counted").asLong();
        weir.client().postAll(onDay(1, 500));

        await().atMost(PATIENCE).until(() -> ledger(3).at("/totals/counted").asLong() == before + 500);
        assertThat(ledger(3).get("balanced").asBoolean()).isTrue();
        assertThat(ledger(3).get("partitions")).hasSize(6);
        weir.stack().gateway().stop();
        weir.stack().flink().stop();
    }

    @Test
    @Order(12)
    void refusesTablesThatWereNeverWritten() throws Exception {
        Optional<String> state = newestState();
        await().atMost(PATIENCE).until(() -> {
            weir.sql("TRUNCATE TABLE weir.freshness_store");
            return weir.sql("SELECT count() FROM weir.freshness_store").equals("0");
        });

        assertRefused(Map.of(), state)
                .contains("The tables at WEIR_CLICKHOUSE_URL", "have never been written, but the state");
    }

    @Test
    @Order(13)
    void refusesToRebuildFromATruncatedLog() throws Exception {
        try (Admin admin = Topics.admin(weir.stack().kafkaBootstrapServers())) {
            admin.deleteRecords(Map.of(new TopicPartition("events", 0), RecordsToDelete.beforeOffset(5)))
                    .all()
                    .get();
        }

        assertRefused(Map.of(), Optional.empty())
                .contains("There is no state to continue from", "from offset 0 of partition 0");
    }

    @Test
    @Order(14)
    void refusesARecreatedTopic() throws Exception {
        try (Admin admin = Topics.admin(weir.stack().kafkaBootstrapServers())) {
            Uuid before = idOfTopic(admin);
            admin.deleteTopics(List.of("events")).all().get();
            // Until the topic is gone, Topics.create finds it and does nothing.
            await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                Topics.create(admin);
                return !idOfTopic(admin).equals(before);
            });
        }

        assertRefused(Map.of(), newestState()).contains("The topic events is not the one that the state", "its id was");
    }

    private static Uuid idOfTopic(Admin admin) throws Exception {
        TopicDescription topic =
                admin.describeTopics(List.of("events")).allTopicNames().get().get("events");
        return Objects.requireNonNull(topic).topicId();
    }

    private static AbstractStringAssert<?> assertRefused(Map<String, String> changes, Optional<String> state) {
        AbstractThrowableAssert<?, ? extends Throwable> refused = assertThatThrownBy(
                () -> StartCheck.check(configuration(changes), StartCheck.readState(state), notice -> {}));
        refused.isInstanceOf(ConfigurationException.class);
        return refused.message();
    }

    private static JobConfiguration configuration(Map<String, String> changes) {
        Map<String, String> environment = new HashMap<>(weir.stack().environment());
        environment.put("WEIR_JOB_EPOCH", "3");
        environment.putAll(changes);
        return JobConfiguration.read(environment);
    }

    private static Optional<String> newestState() throws IOException {
        Path folder = Path.of(
                URI.create(configuration(Map.of()).state().checkpointDir().orElseThrow()));
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> Files.exists(file.resolve("_metadata")))
                    .max(Comparator.comparingLong(
                            file -> file.resolve("_metadata").toFile().lastModified()))
                    .map(file -> file.toUri().toString());
        }
    }

    private static void keepTheLogForEver() throws Exception {
        try (Admin admin = Topics.admin(weir.stack().kafkaBootstrapServers())) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, "events"),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("retention.ms", "-1"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    private static void assertExactAndBalanced(int epoch, int late) throws Exception {
        JsonNode ledger = ledger(epoch);
        assertThat(ledger.get("balanced").asBoolean()).as(ledger.toString()).isTrue();
        assertThat(ledger.at("/totals/counted").asLong()).isEqualTo(counted.size());
        assertThat(ledger.at("/totals/late").asLong()).isEqualTo(late);
        weir.assertExact(counted);
    }

    private static JsonNode ledger(int epoch) {
        weir.awaitFresh();
        return await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(
                        () -> weir.client().get("/reconcile").json(),
                        answer -> answer.path("pending").asLong(-1) == 0
                                && answer.path("settled").asBoolean()
                                && answer.at("/ledger/epoch").asInt() == epoch);
    }

    /** Writes events of any age to the topic, past the gateway, as received now. */
    private static void postRaw(List<Sent> events) throws Exception {
        for (Sent event : events) {
            new Operator(weir.stack()).write(event.event(), Instant.now());
        }
    }

    private static LocalDate today() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    private static List<Sent> onDay(int daysAgo, int count) {
        Instant noon = today().minusDays(daysAgo).atTime(12, 0).toInstant(ZoneOffset.UTC);
        return traffic.events(count, 30, 5, noon, Duration.ofHours(1));
    }

    private static Map<String, String> with(Map<String, String> environment, String name, String value) {
        Map<String, String> all = new HashMap<>(environment);
        all.put(name, value);
        return all;
    }

    private static String flinkLog() throws IOException {
        return Files.readString(weir.stack().flink().log());
    }
}
