// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Event;
import dev.weir.gateway.TestGateway.Answer;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests {@code /api/v1}, {@code /activity} and {@code /analytics}. */
class OtherInterfacesHttpTest {
    private static final TestGateway gateway = new TestGateway();

    @BeforeEach
    void emptyTheLog() {
        gateway.publisher.mendLog();
        gateway.publisher.batches().clear();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void acceptsTheFieldNamesOfApiV1() {
        Instant time = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(60);

        Answer answer = post("/api/v1/events", String.format(Locale.ROOT, """
                {"id":"e-1","type":"video_stop","timestamp":"%s","user_id":"ada","session_id":"s1","video_id":"v1",
                 "value":12.5,"properties": { "plan": "pro", "n": 2.50 }}""", time));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.raw().body()).isEqualTo("{\"accepted\":1,\"rejected\":0}");
        assertThat(gateway.publisher.events())
                .containsExactly(new Event(
                        "e-1",
                        false,
                        "video_stop",
                        time.toEpochMilli(),
                        "ada",
                        "v1",
                        "s1",
                        12.5,
                        "{ \"plan\": \"pro\", \"n\": 2.50 }"));
    }

    @Test
    void storesUnknownMembersAsPropertiesUnlessTheNameIsTaken() {
        post("/api/v1/events", """
                {"event_id":"e-1","type":"login","user_id":"ada","plan":"free","device":{"os":"x","v":[1.50,{"a":null}]},
                 "properties":{"plan":"pro"}}""");
        post("/api/v1/events", """
                {"type":"login","user_id":"ada","note":"say \\"hi\\" 😀\\ud83d\\ude00","properties":{}}""");
        post("/activity", """
                {"activity_type":"login","user_id":"ada","type":"x","properties":{"a":1},"nothing":null}""");

        assertThat(gateway.publisher.events())
                .extracting(Event::properties)
                .containsExactly(
                        "{\"device\":{\"os\":\"x\",\"v\":[1.50,{\"a\":null}]},\"plan\":\"pro\"}",
                        "{\"note\":\"say \\\"hi\\\" 😀😀\"}",
                        "{\"type\":\"x\",\"properties\":{\"a\":1}}");
    }

    @Test
    void acceptsABatchAsAnArrayOrAnObject() {
        String event = "{\"id\":\"e-1\",\"type\":\"login\",\"user_id\":\"ada\"}";

        Answer array = post("/api/v1/events/batch", "[" + event + "," + event + "]");
        Answer object =
                post("/api/v1/events/batch", " {\"source\":{\"a\":[1]}, \"events\" : [" + event + "] , \"n\":1}\n");

        assertThat(array.raw().body()).isEqualTo("{\"accepted\":2,\"rejected\":0}");
        assertThat(object.raw().body()).isEqualTo("{\"accepted\":1,\"rejected\":0}");
        assertThat(gateway.publisher.events()).hasSize(3).allMatch(e -> e.eventId()
                .equals("e-1"));
        assertThat(post("/api/v1/events/batch", "{\"events\":[]}").raw().body())
                .isEqualTo("{\"accepted\":0,\"rejected\":0}");
    }

    @Test
    void acceptsTheValidPartOfABatch() {
        Answer answer = post("/api/v1/events/batch", """
                {"events":[{"id":"a","type":"login","user_id":"ada"},{"id":"b","type":"login"},7]}""");

        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.body().get("accepted").asInt()).isEqualTo(1);
        assertThat(answer.row(0).toString())
                .isEqualTo("{\"index\":1,\"event_id\":\"b\",\"code\":\"missing_field\",\"field\":\"user_id\","
                        + "\"message\":\"user_id is required.\"}");
        assertThat(answer.row(1).get("index").asInt()).isEqualTo(2);
        assertThat(answer.row(1).get("code").asText()).isEqualTo("invalid_type");
    }

    @Test
    void acceptsAnActivity() {
        Instant time = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(60);

        Answer answer = post("/activity", String.format(Locale.ROOT, """
                {"event_id":"e-1","user_id":"ada","activity_type":"login","timestamp":%d,"metadata":{"ip":"::1"}}""", time.toEpochMilli()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.raw().body()).isEqualTo("{\"status\":\"accepted\"}");
        assertThat(gateway.publisher.events())
                .containsExactly(
                        Event.of("e-1", "login", time.toEpochMilli(), "ada").withProperties("{\"ip\":\"::1\"}"));
    }

    @Test
    void findsTheVideoOfAnActivityInItsMetadata() {
        post("/activity", """
                {"user_id":"ada","activity_type":"video_view","metadata":{"video_id":"v1","quality":"hd"}}""");
        post("/api/v1/events", """
                {"user_id":"ada","type":"video_view","video_id":"v1","properties":{"video_id":"v2"}}""");
        post("/activity", """
                {"user_id":"ada","activity_type":"purchase","metadata":{"video_id":"v1"}}""");

        assertThat(gateway.publisher.events()).extracting(Event::videoId).containsExactly("v1", "v1", null);
        assertThat(gateway.publisher.events().get(0).properties())
                .isEqualTo("{\"video_id\":\"v1\",\"quality\":\"hd\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            /activity | {"activity_type":"login"} | missing_field | user_id
            /activity | {"user_id":"ada"} | missing_field | activity_type
            /activity | {"user_id":"ada","activity_type":"Log in"} | invalid_value | activity_type
            /activity | {"user_id":"ada","activity_type":7} | invalid_type | activity_type
            /activity | {"user_id":"null","activity_type":"login"} | junk_identity | user_id
            /activity | {"user_id":"ada","activity_type":"login","metadata":[]} | invalid_type | metadata
            /activity | {"user_id":"ada","activity_type":"login","metadata":{"a":{"b":1,"b":2}}} | duplicate_field | metadata.a.b
            /activity | {"user_id":"ada","activity_type":"login","timestamp":"today"} | invalid_value | timestamp
            /activity | {"user_id":"ada","activity_type":"login","timestamp":1} | too_old | timestamp
            /activity | {"user_id":"ada","activity_type":"video_view"} | missing_field | video_id
            /activity | {"user_id":"ada","activity_type":"video_view","metadata":{"video_id":" "}} | invalid_value | metadata.video_id
            /activity | {"user_id":"ada","activity_type":"login","x":{"y":1,"y":1}} | duplicate_field | x.y
            /activity | {"user_id":"ada","activity_type":"login","x":[[[[1]]]]} | invalid_value | x[0][0][0]
            /activity | {"user_id":"ada","activity_type":"login","x":"\\ud800"} | invalid_value | x
            /activity | {"user_id":"ada","activity_type":"login","x":{"\\ud800":1}} | invalid_value | metadata
            /activity | {"user_id":"ada","activity_type":"login","x":1,"x":2} | duplicate_field | x
            /activity | [] | invalid_type | ~~
            /activity | {"user_id" | malformed_json | ~~
            /activity | ~~ | malformed_json | ~~
            /api/v1/events | {"user_id":"ada","type":"login","id":"1","event_id":"1"} | duplicate_field | event_id
            /api/v1/events | [{"user_id":"ada","type":"login"}] | invalid_type | ~~
            /api/v1/events | {"user_id":"ada","type":"login"} {} | malformed_json | ~~
            /api/v1/events | {"user_id":"ada"} | missing_field | type
            /api/v1/events | {"user_id":"ada","type":"login","id":""} | invalid_value | id
            /api/v1/events/batch | {} | missing_field | events
            /api/v1/events/batch | {"events":{}} | invalid_type | events
            /api/v1/events/batch | {"events":[],"events":[]} | duplicate_field | events
            /api/v1/events/batch | {"events":[],"x":tru} | malformed_json | ~~
            /api/v1/events/batch | {"events":[]} x | malformed_json | ~~
            /api/v1/events/batch | {"events":[{}}} | malformed_json | ~~
            /api/v1/events/batch | {"events":[{]} | malformed_json | ~~
            /api/v1/events/batch | {"events":[],} | malformed_json | ~~
            /api/v1/events/batch | {"events" [] | malformed_json | ~~
            /api/v1/events/batch | {"events":[] "x":1} | malformed_json | ~~
            /api/v1/events/batch | {events:[]} | malformed_json | ~~
            /api/v1/events/batch | { | malformed_json | ~~
            /api/v1/events/batch | 7 | invalid_type | ~~
            """)
    void errorsUseTheFieldNamesOfTheInterface(String path, String body, String code, String field) {
        Answer answer = post(path, body);

        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(400);
        assertThat(answer.row(0).get("code").asText()).as(answer.raw().body()).isEqualTo(code);
        assertThat(answer.row(0).path("field").asText()).as(answer.raw().body()).isEqualTo(field);
        assertThat(answer.row(0).get("message").asText()).endsWith(".").doesNotContainIgnoringCase("jackson");
        assertThat(gateway.publisher.events()).isEmpty();
    }

    @Test
    void limitsPropertiesIncludingUnknownMembers() {
        String most = "{\"user_id\":\"ada\",\"activity_type\":\"login\",\"x\":\"" + "x".repeat(8 * 1024 - 8) + "\"}";

        assertThat(post("/activity", most).status()).isEqualTo(200);
        Answer refused = post("/activity", most.replace("xx", "x x x "));
        assertThat(refused.row(0).get("code").asText()).isEqualTo("too_long");
    }

    @Test
    void hasTheParametersOfPostEvents() {
        byte[] event = "{\"user_id\":\"ada\",\"activity_type\":\"login\"}".getBytes(UTF_8);
        gateway.post("/activity", "application/json", event, "Idempotency-Key", "k");
        gateway.post(
                "/activity",
                "application/json",
                TestGateway.gzip(event),
                "Idempotency-Key",
                "k",
                "Content-Encoding",
                "gzip");

        List<Event> events = gateway.publisher.events();
        assertThat(events).hasSize(2);
        assertThat(events.get(0).eventId()).isEqualTo(events.get(1).eventId());
        assertThat(events).noneMatch(Event::eventIdAssigned);
        assertThat(post("/activity?dry_run=true", new String(event, UTF_8)).status())
                .isEqualTo(200);
        assertThat(gateway.publisher.events()).hasSize(2);
        assertThat(gateway.post("/activity", "text/plain", event).status()).isEqualTo(415);
        assertThat(gateway.post("/activity", "application/x-ndjson", event).status())
                .isEqualTo(415);
    }

    @Test
    void hasTheLimitsOfPostEvents() {
        String event = "{\"user_id\":\"ada\",\"type\":\"login\"}";
        String tooMany = "{\"events\":[" + (event + ",").repeat(1_000) + event + "]}";
        Answer large = post("/api/v1/events", "{\"x\":\"" + "x".repeat(40_000) + "\"}");

        assertThat(post("/api/v1/events/batch", tooMany).errorCode()).isEqualTo("too_many_events");
        assertThat(post("/api/v1/events/batch", "[" + " ".repeat(5 << 20) + "]").errorCode())
                .isEqualTo("too_large");
        assertThat(large.row(0).get("code").asText()).isEqualTo("too_large");
    }

    @Test
    void answers503WhenPostEventsDoes() {
        gateway.publisher.breakLog();

        for (String path : List.of("/api/v1/events", "/activity")) {
            Answer answer = post(path, "{\"user_id\":\"ada\",\"type\":\"login\",\"activity_type\":\"login\"}");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.errorCode()).isEqualTo("kafka_unavailable");
            assertThat(answer.header("Retry-After")).isEqualTo("2");
        }
    }

    @Test
    void returnsTheCatalogueAndOneMetric() {
        assertThat(gateway.get("/api/v1/metrics").body())
                .isEqualTo(gateway.get("/metrics").body());
        assertThat(gateway.get("/api/v1/metrics/views?group_by=day").errorCode())
                .isEqualTo("clickhouse_unavailable");
        assertThat(gateway.get("/api/v1/metrics/views?type=t").errorCode()).isEqualTo("unknown_parameter");
        assertThat(gateway.get("/api/v1/metrics/a%26b")
                        .body()
                        .at("/error/message")
                        .asText())
                .startsWith("Unknown metric");
        assertThat(gateway.get("/api/v1/metrics/views?metric=views")
                        .body()
                        .at("/error/message")
                        .asText())
                .isEqualTo("metric must be given once.");
    }

    @ParameterizedTest
    @CsvSource({
        "?days=0, days",
        "?days=366, days",
        "?days=x, days",
        "?days=1&days=2, days",
        "?limit=0, limit",
        "?from=x, from"
    })
    void refusesUnknownParametersOfAnalytics(String query, String field) {
        Answer answer = gateway.get("/analytics" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().at("/error/field").asText()).isEqualTo(field);
    }

    @Test
    void requiresATokenToReadAnalytics() {
        try (TestGateway guarded = new TestGateway(8L << 20, Map.of("WEIR_JWT_SECRET", TestTokens.SECRET))) {
            for (String path : List.of("/analytics", "/api/v1/metrics", "/api/v1/metrics/views")) {
                assertThat(guarded.get(path).errorCode()).as(path).isEqualTo("missing_token");
            }
        }
    }

    @Test
    void appliesTheAllowlistAndTheRateLimits() {
        try (TestGateway guarded = new TestGateway(8L << 20, Map.of("WEIR_INGEST_ALLOWLIST", "192.0.2.1"))) {
            for (String path : List.of("/activity", "/api/v1/events", "/api/v1/events/batch", "/v1/track", "/v1/b")) {
                assertThat(guarded.post(path, "application/json", new byte[0]).errorCode())
                        .as(path)
                        .isEqualTo("forbidden_address");
            }
        }
        try (TestGateway limited = new TestGateway(8L << 20, Map.of("WEIR_RATE_LIMIT_TOTAL", "1"))) {
            for (String path : List.of("/activity", "/api/v1/events", "/v1/track")) {
                Answer refused =
                        RateLimitHttpTest.untilRefused(() -> limited.post(path, "application/json", new byte[0]));
                assertThat(refused.header("Retry-After")).isEqualTo("1");
            }
            RateLimitHttpTest.untilRefused(() -> limited.send(
                    HttpRequest.newBuilder(limited.uri("/analytics?days=0")).build()));
        }
    }

    private static Answer post(String path, String json) {
        return gateway.post(path, "application/json", json.getBytes(UTF_8));
    }
}
