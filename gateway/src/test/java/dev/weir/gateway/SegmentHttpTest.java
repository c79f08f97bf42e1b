// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.event.Event;
import dev.weir.gateway.TestGateway.Answer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests Segment's HTTP tracking API. */
class SegmentHttpTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TestGateway gateway = new TestGateway();
    private static final String ADA = "key-of-ada-0123456789";
    private static final String BOB = "key-of-bob-0123456789";
    private static final String KEYS = "ada:" + ADA + ",bob:" + BOB;
    private static final String GOOD = "{\"messageId\":\"m-1\",\"userId\":\"ada\",\"event\":\"Signed Up\"}";

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
    void acceptsATrackCall() {
        Instant time = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(60);

        Answer answer = post("/v1/track", String.format(Locale.ROOT, """
                {"type":"track","messageId":"m-1","userId":"ada","anonymousId":"a-1","event":"Order Completed!",
                 "timestamp":"%s","properties":{"value":12.50,"session_id":"s1","plan":"pro","video_id":"v1"},
                 "context":{"page":{"path":"/x"}},"integrations":{"All":true},"_metadata":{"bundled":[]},"writeKey":"w",
                 "channel":"server"}""", time));

        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        assertThat(answer.raw().body()).isEqualTo("{\"success\":true}");
        assertThat(gateway.publisher.events())
                .containsExactly(new Event(
                        "m-1",
                        false,
                        "order_completed",
                        time.toEpochMilli(),
                        "ada",
                        null,
                        "s1",
                        12.5,
                        "{\"value\":12.50,\"session_id\":\"s1\",\"plan\":\"pro\",\"video_id\":\"v1\","
                                + "\"context\":{\"page\":{\"path\":\"/x\"}},\"channel\":\"server\","
                                + "\"event\":\"Order Completed!\",\"userId\":\"ada\",\"anonymousId\":\"a-1\"}"));
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/page, page",
        "/v1/p, page",
        "/v1/screen, screen",
        "/v1/s, screen",
        "/v1/identify, identify",
        "/v1/i, identify",
        "/v1/group, group",
        "/v1/g, group",
        "/v1/alias, alias",
        "/v1/a, alias",
        "/v1/t, track"
    })
    void storesEveryCallWithItsType(String path, String type) throws IOException {
        Answer answer = post(path, """
                {"anonymousId":"a-1","userId":"","event":"Track","traits":{"email":"a@example.org"},"name":"Home",
                 "category":"Docs","groupId":"g-1","previousId":"p-1","properties":{"name":"of the properties"}}""");

        assertThat(answer.raw().body()).isEqualTo("{\"success\":true}");
        Event event = gateway.publisher.events().get(0);
        assertThat(event.type()).isEqualTo(type);
        assertThat(event.userId()).isEqualTo("a-1");
        assertThat(event.eventIdAssigned()).isTrue();
        JsonNode properties = JSON.readTree(event.properties());
        assertThat(properties.get("name").asText()).isEqualTo("of the properties");
        assertThat(properties.at("/traits/email").asText()).isEqualTo("a@example.org");
        assertThat(properties.get("groupId").asText()).isEqualTo("g-1");
        assertThat(properties.get("previousId").asText()).isEqualTo("p-1");
        assertThat(properties.get("category").asText()).isEqualTo("Docs");
        assertThat(properties.get("anonymousId").asText()).isEqualTo("a-1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            video_view | video_view
            Signed Up! | signed_up
            Vidéo  —  Vue | video_vue
            2nd Visit | nd_visit
            cart.item-added | cart.item_added
            _x_ | x
            视频播放 | track
            100% | track
            """)
    void derivesTheTypeFromTheNameOfATrackCall(String name, String type) {
        post("/v1/track", "{\"userId\":\"u\",\"event\":\"" + name + "\",\"properties\":{\"video_id\":7}}");

        assertThat(gateway.publisher.events()).extracting(Event::type).containsExactly(type);
    }

    @Test
    void truncatesALongNameToTheLengthOfAType() {
        post("/v1/track", "{\"userId\":\"u\",\"event\":\"" + "a".repeat(63) + " " + "b".repeat(900) + "\"}");

        assertThat(gateway.publisher.events()).extracting(Event::type).containsExactly("a".repeat(63));
    }

    @Test
    void countsAViewIfItsPropertiesNameAVideo() {
        post("/v1/track", "{\"userId\":7,\"event\":\"Video View\",\"properties\":{\"video_id\":12}}");
        post("/v1/track", """
                {"userId":"u","event":"Video Content Started","properties":{"asset_id":"a","content_asset_id":"c"}}""");
        post("/v1/track", """
                {"userId":"u","event":"Video Playback Started","properties":{"content_asset_id":"c","video_id":"v"}}""");

        assertThat(gateway.publisher.events()).extracting(Event::videoId).containsExactly("12", "a", "v");
        assertThat(gateway.publisher.events()).extracting(Event::userId).containsExactly("7", "u", "u");
    }

    @Test
    void acceptsABatch() throws IOException {
        Instant sent = Instant.now().minusSeconds(86_400);

        Answer answer = post("/v1/batch", String.format(Locale.ROOT, """
                {"writeKey":"w","context":{"library":{"name":"x"}},"batch":[
                 {"type":"track","messageId":"m-1","userId":"ada","event":"A","timestamp":"%1$s"},
                 {"type":"identify","messageId":"m-2","userId":"ada","traits":{},"context":{"own":1}}],
                 "sentAt":"%2$s"}""", sent.minusSeconds(30), sent));

        assertThat(answer.raw().body()).isEqualTo("{\"success\":true}");
        List<Event> events = gateway.publisher.events();
        assertThat(events).extracting(Event::type).containsExactly("a", "identify");
        assertThat(JSON.readTree(events.get(0).properties())
                        .at("/context/library/name")
                        .asText())
                .isEqualTo("x");
        assertThat(JSON.readTree(events.get(1).properties()).get("context").toString())
                .isEqualTo("{\"own\":1}");
        long received = gateway.publisher.batches().get(0).receivedAt();
        assertThat(events.get(0).timestamp()).isEqualTo(received - 30_000);
        assertThat(events.get(1).timestamp()).isEqualTo(received);
        assertThat(post("/v1/batch", "{\"batch\":[]}").raw().body()).isEqualTo("{\"success\":true}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"originalTimestamp", "timestamp"})
    void correctsAWrongClock(String name) {
        // The device believes that it is 1970.
        post(
                "/v1/track",
                "{\"userId\":\"u\",\"event\":\"A\",\"sentAt\":\"1970-01-01T00:01:00Z\",\"" + name
                        + "\":\"1970-01-01T00:00:50.500Z\"}");

        assertThat(gateway.publisher.events())
                .extracting(Event::timestamp)
                .containsExactly(gateway.publisher.batches().get(0).receivedAt() - 9_500);
    }

    @Test
    void prefersTheOriginalTimestampAndIgnoresAnUnreadableSentAt() {
        Instant time = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(60);
        String both = "\"originalTimestamp\":\"" + time + "\",\"timestamp\":\"" + time.plusSeconds(9) + "\"";

        post("/v1/track", "{\"userId\":\"u\",\"event\":\"A\",\"sentAt\":\"x\"," + both + "}");
        post("/v1/track", "{\"userId\":\"u\",\"event\":\"A\",\"timestamp\":" + time.toEpochMilli() + "}");

        assertThat(gateway.publisher.events())
                .extracting(Event::timestamp)
                .containsExactly(time.toEpochMilli(), time.toEpochMilli());
    }

    @Test
    void storesDeepNestingAsText() throws IOException {
        post("/v1/track", """
                {"userId":"u","event":"A","context":{"userAgentData":{"brands":[{"brand":"X \\"1\\"","version":"1"}]}}}""");

        JsonNode context =
                JSON.readTree(gateway.publisher.events().get(0).properties()).get("context");
        assertThat(context.at("/userAgentData/brands/0").asText())
                .isEqualTo("{\"brand\":\"X \\\"1\\\"\",\"version\":\"1\"}");
    }

    @Test
    void derivesTheSameEventIdFromALongMessageId() throws IOException {
        String id = "m".repeat(100);
        for (int i = 0; i < 2; i++) {
            post("/v1/track", GOOD.replace("m-1", id));
        }

        List<Event> events = gateway.publisher.events();
        assertThat(events).hasSize(2).noneMatch(Event::eventIdAssigned);
        assertThat(events.get(0).eventId()).hasSize(36).isEqualTo(events.get(1).eventId());
        assertThat(JSON.readTree(events.get(0).properties()).get("messageId").asText())
                .isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            /v1/track | {"userId":"u"} | missing_field | event
            /v1/track | {"userId":"u","event":7} | invalid_type | event
            /v1/track | {"userId":"u","event":" "} | invalid_value | event
            /v1/track | {"event":"A"} | missing_field | userId
            /v1/track | {"userId":"undefined","event":"A"} | junk_identity | userId
            /v1/track | {"anonymousId":"null","event":"A"} | junk_identity | anonymousId
            /v1/track | {"userId":{},"event":"A"} | invalid_type | userId
            /v1/track | {"userId":"u","event":"A","messageId":" "} | invalid_value | messageId
            /v1/track | {"userId":"u","event":"A","messageId":[]} | invalid_type | messageId
            /v1/track | {"userId":"u","event":"A","timestamp":"now"} | invalid_value | timestamp
            /v1/track | {"userId":"u","event":"A","timestamp":{}} | invalid_type | timestamp
            /v1/track | {"userId":"u","event":"A","originalTimestamp":"2001-01-01T00:00:00Z"} | too_old | originalTimestamp
            /v1/track | {"userId":"u","event":"A","sentAt":"2026-01-01T00:00:00Z","timestamp":9e18} | in_future | timestamp
            /v1/track | {"userId":"u","event":"A","properties":[]} | invalid_type | properties
            /v1/track | {"userId":"u","event":"A","properties":{"a":1,"a":2}} | duplicate_field | properties.a
            /v1/track | {"userId":"u","event":"A","properties":{"a":{"b":1,"b":2}}} | duplicate_field | properties.a.b
            /v1/track | {"userId":"u","event":"A","context":{"b":1,"b":2}} | duplicate_field | context.b
            /v1/track | {"userId":"u","event":"A","event":"B"} | duplicate_field | event
            /v1/track | {"userId":"u","event":"A","properties":{"session_id":" "}} | invalid_value | properties.session_id
            /v1/track | {"userId":"u","event":"A","properties":{"value":1e999}} | invalid_value | properties.value
            /v1/track | {"userId":"u","event":"Video Seek"} | missing_field | properties.video_id
            /v1/track | {"userId":"u","event":"Video Seek","properties":{"asset_id":" "}} | invalid_value | properties.asset_id
            /v1/track | [] | invalid_type | ~~
            /v1/track | {"event" | malformed_json | ~~
            /v1/page | {} | missing_field | userId
            /v1/batch | [] | invalid_type | ~~
            /v1/batch | {} | missing_field | batch
            /v1/batch | {"batch":[{"userId":"u","event":"A"}]} | missing_field | batch[0].type
            /v1/batch | {"batch":[{"userId":"u","type":"delete"}]} | invalid_value | batch[0].type
            /v1/batch | {"batch":[{"type":"page"}]} | missing_field | batch[0].userId
            /v1/batch | {"batch":[7]} | invalid_type | batch[0]
            /v1/batch | {"batch":[{"type":"page","userId":"u","context":{"a":1,"a":1}}]} | duplicate_field | batch[0].context.a
            """)
    void errorsUseTheFieldNamesOfSegment(String path, String body, String code, String field) {
        Answer answer = post(path, body);

        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(400);
        assertThat(answer.row(0).get("code").asText()).as(answer.raw().body()).isEqualTo(code);
        assertThat(answer.row(0).path("field").asText()).as(answer.raw().body()).isEqualTo(field);
        assertThat(gateway.publisher.events()).isEmpty();
    }

    /** The clients take every 2xx as a success, and never send a 400 again. */
    @Test
    void acceptsTheValidPartOfABatchAndReportsTheRestWith400() {
        Answer answer = post("/v1/batch", """
                {"batch":[{"type":"page","userId":"u","messageId":"m-1"},{"type":"page","messageId":"m-2"},
                          {"type":"page","userId":"u","messageId":"m-3"}]}""");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.raw().body())
                .isEqualTo("{\"accepted\":2,\"rejected\":1,\"errors\":[{\"index\":1,\"event_id\":\"m-2\","
                        + "\"code\":\"missing_field\",\"field\":\"batch[1].userId\","
                        + "\"message\":\"userId is required, or anonymousId in its place.\"}]}");
        assertThat(gateway.publisher.events()).extracting(Event::eventId).containsExactly("m-1", "m-3");
    }

    @Test
    void acceptsALargeCompressedBatch() {
        String call = "{\"type\":\"page\",\"userId\":\"u\",\"properties\":{\"x\":\"" + "x".repeat(600) + "\"}}";
        String batch = "{\"batch\":[" + (call + ",").repeat(799) + call + "]}";
        assertThat(batch.length()).isGreaterThan(500_000);

        Answer answer = gateway.post(
                "/v1/batch", "application/json", TestGateway.gzip(batch.getBytes(UTF_8)), "Content-Encoding", "gzip");

        assertThat(answer.raw().body()).isEqualTo("{\"success\":true}");
        assertThat(gateway.publisher.events()).hasSize(800);
    }

    @Test
    void isRetryableWhileKafkaIsDown() {
        gateway.publisher.breakLog();

        Answer answer = post("/v1/track", GOOD);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("2");
    }

    @Test
    void acceptsTextPlainFromPagesAsJson() {
        try (TestGateway open = new TestGateway(8L << 20, Map.of("WEIR_CORS_ORIGINS", "https://app.example.org"))) {
            HttpRequest preflight = HttpRequest.newBuilder(open.uri("/v1/t"))
                    .method("OPTIONS", BodyPublishers.noBody())
                    .headers(
                            "Origin", "https://app.example.org",
                            "Access-Control-Request-Method", "POST",
                            "Access-Control-Request-Headers", "authorization,x-retry-count")
                    .build();
            assertThat(open.send(preflight).header("Access-Control-Allow-Headers"))
                    .contains("Authorization", "X-Retry-Count");

            Answer answer = open.post("/v1/t", "text/plain", GOOD.getBytes(UTF_8), "Origin", "https://app.example.org");
            assertThat(answer.raw().body()).isEqualTo("{\"success\":true}");
        }
        assertThat(gateway.post("/v1/t", "text/plain", GOOD.getBytes(UTF_8)).status())
                .isEqualTo(415);
    }

    @Test
    void ignoresWriteKeysUnlessThereAreApiKeys() {
        assertThat(post("/v1/track", GOOD, "Authorization", basic("anything")).status())
                .isEqualTo(200);
    }

    @Test
    void refusesUnknownWriteKeys() {
        try (TestGateway guarded = new TestGateway(8L << 20, Map.of("WEIR_API_KEYS", KEYS))) {
            assertThat(post(guarded, GOOD, "Authorization", basic(ADA)).status())
                    .isEqualTo(200);
            assertThat(post(guarded, GOOD, "X-API-Key", ADA).status()).isEqualTo(200);
            assertThat(post(guarded, GOOD).status()).isEqualTo(200);
            assertThat(post(guarded, withKey(ADA)).status()).isEqualTo(200);
            assertThat(post(guarded, withKey("unknown"), "Authorization", basic(ADA))
                            .status())
                    .isEqualTo(200);
            int events = guarded.publisher.events().size();
            for (Answer refused : List.of(
                    post(guarded, GOOD, "Authorization", basic("unknown")),
                    post(guarded, GOOD, "Authorization", "basic %"),
                    post(guarded, withKey(ADA), "Authorization", basic("")),
                    post(guarded, withKey("unknown")),
                    guarded.post(
                            "/v1/batch",
                            "application/json",
                            ("{\"batch\":[" + GOOD.replace("{", "{\"type\":\"track\",") + "],\"writeKey\":\"unknown\"}")
                                    .getBytes(UTF_8)))) {
                assertThat(refused.status()).isEqualTo(401);
                assertThat(refused.errorCode()).isEqualTo("invalid_api_key");
            }
            assertThat(guarded.publisher.events()).hasSize(events);
            // Elsewhere, Basic authentication may be that of a proxy.
            assertThat(guarded.post(
                                    "/events",
                                    "application/json",
                                    "{\"user_id\":\"u\",\"type\":\"t\"}".getBytes(UTF_8),
                                    "Authorization",
                                    basic("unknown"))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void limitsTheRateOfEachWriteKey() {
        Map<String, String> settings =
                Map.of("WEIR_RATE_LIMIT_PER_CLIENT", "1", "WEIR_API_KEYS", KEYS, "WEIR_TRUSTED_PROXIES", "127.0.0.1");
        try (TestGateway limited = new TestGateway(8L << 20, settings)) {
            RateLimitHttpTest.untilRefused(() -> post(limited, GOOD, "Authorization", basic(ADA)));

            List<Integer> statuses = new ArrayList<>();
            for (int address = 1; address <= 8; address++) {
                Answer answer = post(limited, withKey(ADA), "X-Forwarded-For", "192.0.2." + address);
                statuses.add(answer.status());
                assertThat(answer.header("Retry-After")).isEqualTo(answer.status() == 429 ? "1" : "");
            }
            assertThat(statuses).contains(429);
            assertThat(post(limited, GOOD, "Authorization", basic(BOB)).status())
                    .isEqualTo(200);
            assertThat(post(limited, withKey(BOB), "X-Forwarded-For", "192.0.2.99")
                            .status())
                    .isEqualTo(200);
        }
    }

    private static Answer post(String path, String json, String... headers) {
        return gateway.post(path, "application/json", json.getBytes(UTF_8), headers);
    }

    private static Answer post(TestGateway to, String json, String... headers) {
        return to.post("/v1/track", "application/json", json.getBytes(UTF_8), headers);
    }

    private static String withKey(String key) {
        return GOOD.replace("}", ",\"writeKey\":\"" + key + "\"}");
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":").getBytes(UTF_8));
    }
}
