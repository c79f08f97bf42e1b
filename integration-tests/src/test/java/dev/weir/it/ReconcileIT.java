// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.testbed.Answer;
import dev.weir.testbed.Sent;
import dev.weir.testbed.Traffic;
import dev.weir.testbed.WeirClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Checks that the ledger balances whatever is sent, and that it reports a missing row. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReconcileIT {
    private static final int EVENTS = 5_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** For traffic that may be faster than the job. */
    private static final Duration CATCHES_UP_WITHIN = Duration.ofMinutes(10);

    @RegisterExtension
    static final RunningWeir weir = new RunningWeir(Map.of(
            "WEIR_RECONCILE_INTERVAL",
            "1s",
            "WEIR_METRICS_FILE",
            Path.of("../metrics/web.yaml").toAbsolutePath().toString()));

    private static final Traffic traffic = new Traffic("ledger", 11);

    @Test
    @Order(1)
    void balancesBeforeAnythingIsSent() throws Exception {
        JsonNode ledger = reconcile("");

        assertThat(ledger.get("balanced").asBoolean()).as(ledger.toString()).isTrue();
        assertThat(ledger.at("/totals/read").asLong()).isZero();
    }

    @Test
    @Order(2)
    void accountsForEveryRecord() throws Exception {
        Duration span = Duration.ofDays(25);
        List<Sent> events = traffic.events(EVENTS, 200, 40, Instant.now().minus(span), span);
        weir.client().postAll(events);
        weir.client().postAll(events.subList(0, 500));
        new Operator(weir.stack()).write(0, "who", new byte[] {7, 1, 9});

        JsonNode ledger = awaitSettled();

        assertThat(ledger.get("balanced").asBoolean()).as(ledger.toString()).isTrue();
        assertThat(ledger.get("problems")).isEmpty();
        JsonNode totals = ledger.get("totals");
        assertThat(totals.get("read").asLong()).isEqualTo(EVENTS + 500 + 1);
        assertThat(totals.get("counted").asLong()).isEqualTo(EVENTS);
        assertThat(totals.get("duplicates").asLong()).isEqualTo(500);
        assertThat(totals.get("malformed").asLong()).isEqualTo(1);
        assertThat(totals.get("late").asLong()).isZero();
        assertThat(ledger.get("partitions")).hasSize(4);
        for (JsonNode table : ledger.get("tables")) {
            assertThat(table.get("stored").asLong())
                    .as(table.toString())
                    .isEqualTo(table.get("applied").asLong())
                    .isPositive();
        }
    }

    @Test
    @Order(3)
    void balancesWhileEventsArriveAndAfterAKillOfTheJob() throws Exception {
        Duration span = Duration.ofDays(3);
        List<Sent> more = traffic.events(EVENTS, 200, 40, Instant.now().minus(span), span);
        for (int from = 0; from < EVENTS; from += 500) {
            weir.client().postAll(more.subList(from, from + 500));
            if (from == 2_000) {
                weir.stack().flink().kill();
                weir.stack().flink().start();
            }
            JsonNode ledger = reconcile("?wait=0s");
            assertThat(ledger.get("balanced").asBoolean()).as(ledger.toString()).isTrue();
        }

        JsonNode ledger = awaitSettled();
        assertThat(ledger.get("balanced").asBoolean()).as(ledger.toString()).isTrue();
        assertThat(ledger.at("/totals/counted").asLong()).isEqualTo(2L * EVENTS);
        await().atMost(PATIENCE).until(() -> gauge("weir_books_balanced") == 1);
    }

    /** Other rates, for manual runs: {@code -Dweir.reconcile.rate=50000 -Dweir.reconcile.asks=100}. */
    @Test
    @Order(4)
    void balancesRepeatedlyWhileEventsArrive() throws Exception {
        int asks = Integer.getInteger("weir.reconcile.asks", 30);
        int rate = Integer.getInteger("weir.reconcile.rate", 2_000);
        int balanced = 0;
        try (var load = new SteadyLoad(weir.client(), "flowing", rate)) {
            await().atMost(PATIENCE).until(() -> load.sent() > 0);
            for (int ask = 0; ask < asks; ask++) {
                long sentBefore = load.sent();
                JsonNode ledger = reconcile("?wait=0s");
                assertThat(ledger.get("balanced").asBoolean())
                        .as(ledger.toString())
                        .isTrue();
                balanced++;
                await().atMost(PATIENCE).until(() -> load.sent() > sentBefore);
            }
            System.out.printf(
                    Locale.ROOT,
                    "balanced %d of %d times, at %d events a second%n",
                    balanced,
                    asks,
                    load.eventsPerSecond());
        }
        assertThat(awaitSettled(CATCHES_UP_WITHIN).get("balanced").asBoolean()).isTrue();
    }

    @Test
    @Order(5)
    void reportsTheDayOfADeletedRow() throws Exception {
        LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(5);
        String ofDay = String.format(Locale.ROOT, "FROM weir.video_views_daily WHERE day = '%s'", day);
        String video = weir.sql("SELECT min(video_id) " + ofDay);
        long views = Long.parseLong(
                weir.sql(String.format(Locale.ROOT, "SELECT views %s AND video_id = '%s'", ofDay, video)));
        long before = awaitSettled().at("/tables/0/stored").asLong();

        weir.sql(String.format(
                Locale.ROOT,
                "DELETE FROM weir.video_views_daily_store WHERE day = '%s' AND video_id = '%s'",
                day,
                video));

        JsonNode ledger = reconcile("?table=video_views_daily");
        assertThat(ledger.get("balanced").asBoolean()).isFalse();
        JsonNode table = ledger.at("/tables/0");
        assertThat(table.get("stored").asLong()).isEqualTo(before - views);
        assertThat(table.get("differences")).hasSize(1);
        JsonNode difference = table.at("/differences/0");
        assertThat(difference.get("day").asText()).isEqualTo(day.toString());
        assertThat(difference.get("applied").asLong() - difference.get("stored").asLong())
                .isEqualTo(views);
        assertThat(ledger.at("/problems/0").asText()).contains("video_views_daily", day.toString());
        assertThat(reconcile("?table=events_per_minute").get("balanced").asBoolean())
                .isTrue();
        await().atMost(PATIENCE).until(() -> gauge("weir_books_balanced") == 0);
    }

    @Test
    @Order(6)
    void balancesAfterTheRowIsRestored() throws Exception {
        LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(5);
        weir.sql(String.format(Locale.ROOT, """
                INSERT INTO weir.video_views_daily_store (day, video_id, views, version)
                SELECT toDate(timestamp), video_id, count(), bitShiftLeft(toUInt64(1), 48) + count()
                FROM weir.events WHERE toDate(timestamp) = '%s' GROUP BY ALL""", day));

        assertThat(reconcile("").get("balanced").asBoolean()).isTrue();
        await().atMost(PATIENCE).until(() -> gauge("weir_books_balanced") == 1);
    }

    @Test
    @Order(7)
    void answers503WithoutClickHouse() throws Exception {
        weir.stack().clickHouse().stop();
        try {
            Answer answer = weir.client().get("/reconcile");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.json().at("/error/code").asText()).isEqualTo("clickhouse_unavailable");
        } finally {
            weir.stack().clickHouse().start();
        }
    }

    /** Rows of the next epoch appear before the first ledger of that epoch. */
    @Test
    @Order(8)
    void ignoresDifferencesAtTheStartOfARebuild() throws Exception {
        awaitSettled();
        weir.stack().flink().kill();
        String insert =
                "INSERT INTO weir.video_views_daily_store SELECT today(), 'rebuilt', 5, bitShiftLeft(%s, 48) + 5";

        weir.sql(String.format(Locale.ROOT, insert, "toUInt64(1)"));
        JsonNode sameEpoch = reconcile("?wait=0s");
        assertThat(sameEpoch.get("balanced").asBoolean())
                .as(sameEpoch.toString())
                .isFalse();

        weir.sql(String.format(Locale.ROOT, insert, "toUInt64(2)"));
        JsonNode nextEpoch = reconcile("?wait=0s");
        assertThat(nextEpoch.get("balanced").asBoolean())
                .as(nextEpoch.toString())
                .isTrue();
        assertThat(nextEpoch.get("settled").asBoolean()).isFalse();

        weir.sql(
                "ALTER TABLE weir.video_views_daily_store DELETE WHERE video_id = 'rebuilt' SETTINGS mutations_sync = 1");
        weir.stack().flink().start();
        assertThat(awaitSettled().get("balanced").asBoolean()).isTrue();
    }

    /** Runs last, because the ledger does not balance after it. */
    @Test
    @Order(9)
    void reportsThePartitionOfARecordDeletedUnread() throws Exception {
        awaitSettled();
        weir.stack().flink().kill();
        Operator operator = new Operator(weir.stack());
        String first = operator.write(2, "who", new byte[] {1});
        operator.write(2, "who", new byte[] {2});
        long lost = Long.parseLong(first.substring(first.lastIndexOf('-') + 1));
        operator.deleteRecords(2, lost + 1);

        JsonNode away = reconcile("?wait=0s");
        assertThat(away.get("balanced").asBoolean()).as(away.toString()).isFalse();
        assertThat(away.get("problems").toString()).contains("Partition 2", "1 records were deleted");

        weir.stack().flink().start();
        JsonNode ledger = await().atMost(PATIENCE)
                .until(() -> reconcile(""), answer -> answer.get("pending").asLong() == 0);
        assertThat(ledger.get("balanced").asBoolean()).as(ledger.toString()).isFalse();
        assertThat(ledger.get("problems").toString()).contains("In partition 2", "1 were deleted from the log");
    }

    private static JsonNode awaitSettled() {
        return awaitSettled(PATIENCE);
    }

    private static JsonNode awaitSettled(Duration patience) {
        return await().atMost(patience)
                .ignoreExceptions()
                .until(
                        () -> reconcile(""),
                        ledger -> ledger.get("pending").asLong() == 0
                                && ledger.get("settled").asBoolean());
    }

    private static JsonNode reconcile(String parameters) throws IOException {
        Answer answer = weir.client().get("/reconcile" + parameters);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static double gauge(String name) throws IOException {
        URI management = weir.stack().managementUrl();
        return new WeirClient(management)
                .get("/prometheus")
                .samples(name + " ")
                .findFirst()
                .orElse(Double.NaN);
    }
}
