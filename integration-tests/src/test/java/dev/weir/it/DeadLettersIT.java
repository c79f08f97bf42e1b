// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.event.Event;
import dev.weir.testbed.Answer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Checks what an operator can do about records that could not be counted. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DeadLettersIT {
    @RegisterExtension
    static final RunningWeir weir = new RunningWeir();

    private static final byte[] NOISE = {(byte) 0xC3, 1, 2, (byte) 0xFF, 0, 9};

    private Operator operator;

    @BeforeEach
    void connect() {
        operator = new Operator(weir.stack());
    }

    @Test
    @Order(1)
    void invalidRecordIsListedFailsARedriveAndIsDiscarded() throws Exception {
        String id = operator.write(1, "poison", NOISE);
        weir.awaitFresh();

        JsonNode letter = operator.get("/dead-letters").json().at("/dead_letters/0");
        assertThat(letter.at("/id").asText()).isEqualTo(id);
        assertThat(letter.at("/status").asText()).isEqualTo("open");
        assertThat(letter.at("/reason").asText()).isEqualTo("malformed");
        assertThat(letter.at("/detail").asText()).isNotBlank();
        assertThat(letter.at("/event").isNull()).isTrue();
        assertThat(Base64.getDecoder().decode(letter.at("/payload").asText())).isEqualTo(NOISE);
        assertThat(Base64.getDecoder().decode(letter.at("/key").asText()))
                .asString()
                .isEqualTo("poison");

        JsonNode redriven = operator.post("/dead-letters/redrive?id=" + id).json();
        assertThat(redriven.at("/outcomes").toString()).isEqualTo("{\"failed\":1}");
        assertThat(operator.deadLetter(id).at("/status").asText()).isEqualTo("open");
        assertThat(operator.deadLetter(id).at("/actions")).hasSize(1);
        assertThat(operator.deadLetter(id).at("/actions/0/outcome").asText()).isEqualTo("failed");
        assertThat(operator.deadLetter(id).at("/actions/0/detail").asText()).contains("not an event");

        JsonNode tried = operator.post("/dead-letters/discard?reason=malformed&dry_run=true")
                .json();
        assertThat(tried.at("/matching").asInt()).isEqualTo(1);
        assertThat(tried.at("/touched").asInt()).isZero();
        assertThat(operator.deadLetter(id).at("/status").asText()).isEqualTo("open");

        assertThat(operator.post("/dead-letters/discard?reason=malformed")
                        .json()
                        .at("/outcomes")
                        .toString())
                .isEqualTo("{\"discarded\":1}");
        assertThat(operator.get("/dead-letters").json().at("/dead_letters")).isEmpty();
        assertThat(operator.get("/dead-letters?status=discarded")
                        .json()
                        .at("/dead_letters/0/id")
                        .asText())
                .isEqualTo(id);
        assertThat(weir.sql(
                        "SELECT action, outcome, topic, partition, offset FROM weir.dead_letter_actions ORDER BY at"))
                .isEqualTo("redrive\tfailed\tevents\t1\t0\ndiscard\tdiscarded\tevents\t1\t0");
        assertThat(operator.post("/dead-letters/redrive?id=" + id)
                        .json()
                        .at("/items/0/outcome")
                        .asText())
                .isEqualTo("skipped");
    }

    @Test
    @Order(2)
    void redrivenEventIsCountedOnceAfterSeveralRedrives() throws Exception {
        Instant now = Instant.now();
        // The records claim to be received a day before their events happened, so the job refuses them. When they are
        // redriven, they are received now, and valid.
        String named = operator.write(view("again-1", false, now), now.minus(Duration.ofDays(1)));
        String assigned = operator.write(view("again-2", true, now), now.minus(Duration.ofDays(1)));
        weir.awaitFresh();
        assertThat(operator.deadLetter(named).at("/event/event_id").asText()).isEqualTo("again-1");

        JsonNode first = operator.post("/dead-letters/redrive?from=" + now.minus(Duration.ofHours(1)))
                .json();
        assertThat(first.at("/outcomes").toString()).as(first.toString()).isEqualTo("{\"published\":2}");
        weir.awaitFresh();
        assertThat(views()).isEqualTo(2);

        assertThat(operator.post("/dead-letters/redrive?all=true")
                        .json()
                        .at("/matching")
                        .asInt())
                .isZero();
        for (String id : List.of(named, assigned)) {
            JsonNode again = operator.post("/dead-letters/redrive?status=redriven&id=" + id)
                    .json();
            assertThat(again.at("/items/0/outcome").asText()).isEqualTo("already_counted");
            assertThat(operator.deadLetter(id).at("/status").asText()).isEqualTo("redriven");
            assertThat(operator.deadLetter(id).at("/actions")).hasSize(2);
        }
        assertThat(weir.client()
                        .post(
                                "application/json",
                                "{\"event_id\":\"again-1\",\"user_id\":\"zoe\",\"video_id\":\"redriven\"}")
                        .status())
                .isEqualTo(200);
        weir.awaitFresh();
        assertThat(views()).isEqualTo(2);
    }

    @Test
    @Order(3)
    void redriveOfAnEventThatIsTooOldFailsWithTheRule() throws Exception {
        Instant now = Instant.now();
        String id = operator.write(view("old-1", false, now.minus(Duration.ofDays(31))), now);
        weir.awaitFresh();
        assertThat(operator.get("/dead-letters?reason=late")
                        .json()
                        .at("/dead_letters/0/id")
                        .asText())
                .isEqualTo(id);

        JsonNode redriven = operator.post("/dead-letters/redrive?reason=late").json();

        assertThat(redriven.at("/items/0/outcome").asText()).isEqualTo("failed");
        assertThat(redriven.at("/items/0/detail").asText()).startsWith("too_old");
    }

    @Test
    @Order(4)
    void pagesNeitherRepeatNorSkipWhileLettersArrive() throws Exception {
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            written.add(operator.write(3, "page", NOISE));
        }
        weir.awaitFresh();
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = operator.get("/dead-letters?reason=malformed&limit=2" + cursor)
                    .json();
            page.at("/dead_letters").forEach(letter -> seen.add(letter.get("id").asText()));
            if (seen.size() == 2) {
                written.add(operator.write(3, "page", NOISE));
                weir.awaitFresh();
            }
            cursor = page.at("/next_cursor").isNull()
                    ? ""
                    : "&cursor=" + page.at("/next_cursor").asText();
        } while (!cursor.isEmpty());

        assertThat(seen).containsExactlyElementsOf(written);
        JsonNode some =
                operator.post("/dead-letters/discard?reason=malformed&limit=4").json();
        assertThat(some.at("/touched").asInt()).isEqualTo(4);
        assertThat(some.at("/remaining").asInt()).isEqualTo(2);
        assertThat(some.at("/next_cursor").asText()).isEqualTo(written.get(3));
    }

    @Test
    @Order(5)
    void reportsActionsIfClickHouseOrKafkaIsDown() throws Exception {
        Instant now = Instant.now();
        String id = operator.write(view("away-1", false, now), now.minus(Duration.ofDays(1)));
        weir.awaitFresh();
        weir.stack().clickHouse().kill();
        Answer answer = operator.post("/dead-letters/redrive?id=" + id);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().at("/error/code").asText()).isEqualTo("clickhouse_unavailable");
        assertThat(answer.json().at("/error/message").asText()).contains("0 dead letters", "No others were processed");
        assertThat(operator.get("/dead-letters").status()).isEqualTo(503);
        weir.stack().clickHouse().start();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> operator.get("/dead-letters").status() == 200);

        weir.stack().kafka().kill();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> operator.get("/ready").json().at("/reasons").has("kafka"));
        assertThat(operator.post("/dead-letters/redrive?id=" + id)
                        .json()
                        .at("/error/code")
                        .asText())
                .isEqualTo("kafka_unavailable");
        assertThat(operator.deadLetter(id).at("/actions")).isEmpty();
        weir.stack().kafka().start();

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        operator.post("/dead-letters/redrive?id=" + id).status())
                .isEqualTo(200));
        weir.awaitFresh();
        assertThat(weir.sql("SELECT count() FROM weir.events WHERE event_id = 'away-1'"))
                .isEqualTo("1");
    }

    private static Event view(String eventId, boolean assigned, Instant at) {
        return Event.of(eventId, Event.VIDEO_VIEW, at.toEpochMilli(), "zoe")
                .withEventId(eventId, assigned)
                .withVideoId("redriven")
                .withProperties("{\"a\":1}");
    }

    private static int views() throws IOException {
        return weir.client()
                .get("/metrics?metric=views&group_by=video_id&video_id=redriven")
                .json()
                .at("/rows/0/views")
                .asInt();
    }
}
