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
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Looks up an event in each state that it can reach. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EventLookupIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @RegisterExtension
    static final RunningWeir weir = new RunningWeir();

    private Operator operator;

    @BeforeEach
    void connect() {
        operator = new Operator(weir.stack());
    }

    @Test
    @Order(1)
    void repeatedEventIsADuplicateOfTheCountedOne() throws Exception {
        post("e-1");
        post("e-1");
        awaitFate("e-1", 1, "duplicate");

        JsonNode event = look("/events/e-1?user_id=ada").json();
        assertThat(event.at("/fate").asText()).isEqualTo("counted");
        assertThat(event.at("/copies")).hasSize(2);
        JsonNode counted = event.at("/copies/0");
        JsonNode duplicate = event.at("/copies/1");
        assertThat(counted.at("/fate").asText()).isEqualTo("counted");
        assertThat(counted.at("/offset").asLong())
                .isLessThan(duplicate.at("/offset").asLong());
        assertThat(duplicate.at("/duplicate_of/partition")).isEqualTo(counted.at("/partition"));
        assertThat(duplicate.at("/duplicate_of/offset")).isEqualTo(counted.at("/offset"));
        assertThat(Instant.parse(counted.at("/received_at").asText()))
                .isBetween(Instant.now().minusSeconds(120), Instant.now());
        assertThat(event.at("/scanned/complete").asBoolean()).isTrue();
        assertThat(event.at("/scanned/partition")).isEqualTo(counted.at("/partition"));
        assertThat(weir.sql("SELECT partition, offset FROM weir.events_store FINAL WHERE event_id = 'e-1'"))
                .isEqualTo(counted.at("/partition").asText() + "\t"
                        + counted.at("/offset").asText());
    }

    @Test
    @Order(2)
    void findsACountedEventOutsideTheScannedRange() throws Exception {
        awaitFate("e-1", 0, "counted");
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode event = look("/events/e-1?user_id=ada&since=1s").json();
            assertThat(event.at("/copies")).hasSize(1);
            assertThat(event.at("/copies/0/fate").asText()).isEqualTo("counted");
            assertThat(event.at("/copies/0/in_log").asBoolean()).isFalse();
        });
    }

    @Test
    @Order(3)
    void deadLetterHasItsReasonAndId() throws Exception {
        Instant now = Instant.now();
        String late = operator.write(view("e-late", now.minus(Duration.ofDays(31))), now);
        String malformed = operator.write(view("e-future", now), now.minus(Duration.ofHours(1)));
        awaitFate("e-late", 0, "late");
        awaitFate("e-future", 0, "malformed");

        assertThat(look("/events/e-late?user_id=ada")
                        .json()
                        .at("/copies/0/dead_letter")
                        .asText())
                .isEqualTo(late);
        JsonNode refused = look("/events/e-future?user_id=ada").json();
        assertThat(refused.at("/fate").asText()).isEqualTo("malformed");
        assertThat(refused.at("/copies/0/why").asText()).contains("ahead");
        assertThat(refused.at("/copies/0/dead_letter").asText()).isEqualTo(malformed);

        assertThat(operator.post("/dead-letters/redrive?id=" + malformed).status())
                .isEqualTo(200);
        awaitFate("e-future", 1, "counted");
        assertThat(look("/events/e-future?user_id=ada")
                        .json()
                        .at("/copies/0/fate")
                        .asText())
                .isEqualTo("malformed");
    }

    @Test
    @Order(4)
    void eventIsPendingUntilTheJobReadsIt() throws Exception {
        weir.stack().flink().stop();
        post("a/b c%25+é");
        String path = "/events/a%2Fb%20c%2525+%C3%A9?user_id=ada";

        JsonNode event = look(path).json();
        assertThat(event.at("/event_id").asText()).isEqualTo("a/b c%25+é");
        assertThat(event.at("/fate").asText()).as(event.toString()).isEqualTo("pending");
        weir.stack().flink().start();

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(look(path).json().at("/fate").asText()).isEqualTo("counted"));
    }

    @Test
    @Order(5)
    void eventMissingFromTheTablesIsUnaccountedFor() throws Exception {
        post("e-lost");
        awaitFate("e-lost", 0, "counted");
        weir.sql("DELETE FROM weir.events_store WHERE event_id = 'e-lost'");

        awaitFate("e-lost", 0, "unaccounted");
    }

    @Test
    @Order(6)
    void unknownEventIsNotFoundWithTheSearchedRange() throws Exception {
        Answer nowhere = look("/events/e-9?user_id=ada");

        assertThat(nowhere.status()).isEqualTo(404);
        assertThat(nowhere.json().at("/error/code").asText()).isEqualTo("not_found");
        assertThat(nowhere.json().at("/error/message").asText()).contains("partition", "offset", "since");
        assertThat(look("/events/e-1?user_id=grace").status()).isEqualTo(404);
    }

    @Test
    @Order(7)
    void reportsTheUnavailableComponent() throws Exception {
        weir.stack().clickHouse().kill();
        assertThat(look("/events/e-1?user_id=ada").json().at("/error/code").asText())
                .isEqualTo("clickhouse_unavailable");
        weir.stack().clickHouse().start();
        await().atMost(PATIENCE).until(() -> look("/events/e-1?user_id=ada").status() == 200);
        weir.stack().kafka().kill();
        assertThat(look("/events/e-1?user_id=ada").json().at("/error/code").asText())
                .isEqualTo("kafka_unavailable");
    }

    private Answer look(String pathAndQuery) throws IOException {
        return operator.get(pathAndQuery);
    }

    private void awaitFate(String eventId, int copy, String fate) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(look("/events/" + eventId + "?user_id=ada")
                        .json()
                        .at("/copies/" + copy + "/fate")
                        .asText())
                .isEqualTo(fate));
    }

    private static void post(String eventId) throws IOException {
        assertThat(weir.client()
                        .post(
                                "application/json",
                                String.format(
                                        Locale.ROOT,
                                        "{\"event_id\":\"%s\",\"user_id\":\"ada\",\"video_id\":\"v\"}",
                                        eventId))
                        .status())
                .isEqualTo(200);
    }

    private static Event view(String eventId, Instant at) {
        return Event.of(eventId, Event.VIDEO_VIEW, at.toEpochMilli(), "ada").withVideoId("v");
    }
}
