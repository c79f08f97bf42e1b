// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.event.Event;
import dev.weir.gateway.TestGateway.Answer;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IngestHttpTest {
    private static final TestGateway gateway = new TestGateway();
    private static final String GOOD = "{\"user_id\":\"u\",\"video_id\":\"v\"}";

    @BeforeEach
    void emptyTheLog() {
        gateway.publisher.batches().clear();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void acceptsOneEventWithEveryField() {
        Instant time = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(60);

        Answer answer = gateway.post(String.format(Locale.ROOT, """
                {"event_id":"e1","type":"video_stop","timestamp":"%s","user_id":"u1","video_id":"v1",
                 "session_id":"s1","value":12.5,"properties": {"a": [1, 2.50, {"b":"\\u00e9"}]} }""", time));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.raw().body()).isEqualTo("{\"accepted\":1,\"rejected\":0}");
        assertThat(gateway.publisher.events())
                .containsExactly(new Event(
                        "e1",
                        false,
                        "video_stop",
                        time.toEpochMilli(),
                        "u1",
                        "v1",
                        "s1",
                        12.5,
                        "{\"a\": [1, 2.50, {\"b\":\"\\u00e9\"}]}"));
    }

    @Test
    void fillsInAbsentAndNullFields() {
        long before = System.currentTimeMillis();

        Answer answer = gateway.post("""
                {"event_id":null,"type":null,"timestamp":null,"user_id":"u","video_id":"v","session_id":null,
                 "value":null,"properties":null}""");

        assertThat(answer.status()).isEqualTo(200);
        Event event = gateway.publisher.events().get(0);
        assertThat(event.type()).isEqualTo(Event.VIDEO_VIEW);
        assertThat(event.eventIdAssigned()).isTrue();
        assertThat(UUID.fromString(event.eventId()).version()).isEqualTo(7);
        assertThat(event.timestamp())
                .isBetween(before, System.currentTimeMillis())
                .isEqualTo(gateway.publisher.batches().get(0).receivedAt());
        assertThat(event.sessionId()).isNull();
        assertThat(event.value()).isNull();
        assertThat(event.properties()).isNull();
    }

    @Test
    void acceptsTimestampsInMilliseconds() {
        long time = System.currentTimeMillis() - 5_000;

        gateway.post("{\"user_id\":\"u\",\"type\":\"t\",\"timestamp\":" + time + "}");

        assertThat(gateway.publisher.events().get(0).timestamp()).isEqualTo(time);
    }

    @Test
    void acceptsTheValidPartOfAnArray() {
        Answer answer = gateway.post("[" + GOOD + ", {\"video_id\":\"v\",\"event_id\":\"e2\"}, 7, " + GOOD + "]");

        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.body().get("accepted").asInt()).isEqualTo(2);
        assertThat(answer.body().get("rejected").asInt()).isEqualTo(2);
        assertThat(answer.row(0).toString())
                .startsWith(
                        "{\"index\":1,\"event_id\":\"e2\",\"code\":\"missing_field\",\"field\":\"user_id\",\"message\":");
        assertThat(answer.row(1).toString()).startsWith("{\"index\":2,\"code\":\"invalid_type\",\"message\":");
        assertThat(gateway.publisher.events()).hasSize(2);
    }

    @Test
    void reportsTheEventIdIfItFollowsTheMistake() {
        Answer answer = gateway.post("{\"user_id\":5,\"event_id\":\"later\",\"type\":\"t\"}");

        assertThat(answer.row(0).get("event_id").asText()).isEqualTo("later");
        assertThat(answer.row(0).get("code").asText()).isEqualTo("invalid_type");
    }

    @Test
    void acceptsAnEmptyArray() {
        Answer answer = gateway.post(" [ ] ");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.raw().body()).isEqualTo("{\"accepted\":0,\"rejected\":0}");
        assertThat(gateway.publisher.batches()).isEmpty();
    }

    @Test
    void parsesLinesIndependently() {
        Answer answer =
                gateway.postLines(GOOD + "\r\n\n  \nnot json\n[" + GOOD + "]\n" + GOOD + " " + GOOD + "\n" + GOOD);

        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.body().get("accepted").asInt()).isEqualTo(2);
        assertThat(answer.row(0).get("index").asInt()).isEqualTo(1);
        assertThat(answer.row(0).get("code").asText()).isEqualTo("malformed_json");
        assertThat(answer.row(0).get("message").asText()).startsWith("Not JSON at line 4, column ");
        assertThat(answer.row(1).get("code").asText()).isEqualTo("invalid_type");
        assertThat(answer.row(2).get("code").asText()).isEqualTo("malformed_json");
    }

    static Stream<Arguments> bodiesThatAreNotJson() {
        return Stream.of(
                arguments("", 1, 1, "empty"),
                arguments(" \n ", 2, 2, "empty"),
                arguments("{\"user_id\":\"u\"", 1, 15, "not closed"),
                arguments("{\"user_id\":\"u", 1, 14, "not closed"),
                arguments("[{},", 1, 5, "value is expected"),
                arguments("[{} {}]", 1, 5, "comma"),
                arguments("[{}] x", 1, 6, "unexpected data"),
                arguments("{} {}", 1, 4, "NDJSON"),
                arguments("[{},]", 1, 5, "value is expected"),
                arguments("{\"a\":1]", 1, 7, "']' does not match"),
                arguments("[tru]", 1, 2, "'tru' is not a JSON value"),
                arguments("[{\"value\":NaN}]", 1, 14, "'NaN' is not a JSON value"),
                arguments("[{'user_id':1}]", 1, 3, "double quotes"),
                arguments("[{\"a\":\"\t\"}]", 1, 8, "control character U+0009 in a string"),
                arguments("[{\"a\":\"\\x\"}]", 1, 9, "unknown escape \\x"),
                arguments("[{\"a\":01}]", 1, 8, "leading zero"),
                arguments("[{\"a\":1 \"b\":2}]", 1, 9, "a comma is expected"),
                arguments("[{\"a\"}]", 1, 6, "a colon is expected"),
                arguments("[{\"a\":1,}]", 1, 9, "a name in double quotes is expected"),
                arguments("[{} /* x */]", 1, 5, "a comma"),
                arguments("[{\"a\":\u201Cb\u201D}]", 1, 8, "a value is expected"),
                arguments("[{},\uFEFF{}]", 1, 5, "byte order mark"),
                arguments("}", 1, 1, "value is expected"),
                arguments("[\n{\"user_id\":\"ü\", x}]", 2, 17, "'x'"));
    }

    @ParameterizedTest
    @MethodSource("bodiesThatAreNotJson")
    void reportsThePositionOfASyntaxError(String body, int line, int column, String reason) {
        Answer answer = gateway.post(body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().get("accepted").asInt()).isZero();
        assertThat(answer.body().get("errors")).hasSize(1);
        assertThat(answer.row(0).has("index")).isFalse();
        assertThat(answer.row(0).get("code").asText()).isEqualTo("malformed_json");
        assertThat(answer.row(0).get("message").asText())
                .startsWith("Not JSON at line " + line + ", column " + column + ":")
                .contains(reason)
                .doesNotContain("(code", "CTRL-CHAR", "token", "enable", "START_");
    }

    @Test
    void rejectsOnlyTheEventWithInvalidUtf8() {
        byte[] body = ("[" + GOOD + ",{\"user_id\":\"X\",\"type\":\"t\"}," + GOOD + "]").getBytes(UTF_8);
        body[new String(body, UTF_8).indexOf('X')] = (byte) 0xC0;

        Answer answer = gateway.post("/events", "application/json", body);

        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.body().get("accepted").asInt()).isEqualTo(2);
        assertThat(answer.row(0).get("code").asText()).isEqualTo("invalid_value");
        assertThat(answer.row(0).get("message").asText()).contains("not valid UTF-8");
    }

    @Test
    void distinguishesHalfASurrogatePairInANameFromInvalidJson() {
        String lone = "{\"user_id\":\"u\",\"type\":\"t\",\"properties\":{\"\\ud800\":1}}";

        assertThat(gateway.post("[" + lone + "," + GOOD + "]").status()).isEqualTo(207);
        assertThat(gateway.post("[" + lone.replace(":1}", ":x}") + "," + GOOD + "]")
                        .row(0)
                        .has("index"))
                .isFalse();
        assertThat(gateway.post(lone.replace("ud800", "ud83d\\ude00")).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 5_000, 1_000_000})
    void rejectsAbsurdNesting(int depth) {
        String deep = "{\"user_id\":\"u\",\"type\":\"t\",\"x\":" + "[".repeat(depth) + "]".repeat(depth) + "}";

        Answer answer = gateway.post("[" + deep + "," + GOOD + "]");

        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.row(0).get("code").asText()).isEqualTo(depth > 5_000 ? "too_large" : "unknown_field");
    }

    @Test
    void refusesUtf16AndUtf32() {
        for (String charset : List.of("UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32")) {
            Answer answer = gateway.post("/events", "application/json", GOOD.getBytes(Charset.forName(charset)));

            assertThat(answer.status()).as(charset).isEqualTo(400);
            assertThat(answer.row(0).get("code").asText()).isEqualTo("malformed_json");
        }
    }

    @Test
    void acceptsAByteOrderMark() {
        assertThat(gateway.post("\uFEFF" + GOOD).status()).isEqualTo(200);
    }

    @Test
    void givesRepeatedRequestsTheSameEventIds() {
        String body = "[" + GOOD + "," + GOOD + ",{\"event_id\":\"own\",\"user_id\":\"u\",\"type\":\"t\"}]";
        for (int i = 0; i < 2; i++) {
            assertThat(gateway.post("/events", "application/json", body.getBytes(UTF_8), "Idempotency-Key", "order-1")
                            .status())
                    .isEqualTo(200);
        }
        gateway.post("/events", "application/json", body.getBytes(UTF_8), "Idempotency-Key", "order-2");

        List<String> ids =
                gateway.publisher.events().stream().map(Event::eventId).toList();
        assertThat(ids.subList(0, 3))
                .isEqualTo(ids.subList(3, 6))
                .doesNotHaveDuplicates()
                .endsWith("own");
        assertThat(ids.subList(6, 8)).doesNotContainAnyElementsOf(ids.subList(0, 2));
        assertThat(gateway.publisher.events()).noneMatch(Event::eventIdAssigned);
        assertThat(UUID.fromString(ids.get(0)).version()).isEqualTo(8);
    }

    @Test
    void validatesOnlyInADryRun() {
        String body = "[" + GOOD + ",{}]";

        Answer dry = gateway.post("/events?dry_run=true", "application/json", body.getBytes(UTF_8));

        assertThat(gateway.publisher.batches()).isEmpty();
        Answer wet = gateway.post("/events?dry_run=false", "application/json", body.getBytes(UTF_8));
        assertThat(dry.raw().body()).isEqualTo(wet.raw().body());
        assertThat(dry.status()).isEqualTo(207).isEqualTo(wet.status());
        assertThat(gateway.publisher.events()).hasSize(1);
    }

    @Test
    void reportsAThousandBadEventsInOrder() {
        String events = "[" + "{},".repeat(999) + "{}]";

        Answer answer = gateway.post(events);

        assertThat(answer.status()).isEqualTo(400);
        List<Integer> indexes = new ArrayList<>();
        for (JsonNode row : answer.body().get("errors")) {
            indexes.add(row.get("index").asInt());
        }
        assertThat(indexes).isEqualTo(IntStream.range(0, 1_000).boxed().toList());
    }

    @Test
    void returnsATokenForAcceptedEvents() {
        Answer answer = gateway.post("[" + GOOD + ",{}]");

        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.header("Weir-Token")).matches("[A-Za-z0-9_-]+");
        for (String nothing : new String[] {"{}", "[]", "{"}) {
            assertThat(gateway.post(nothing).header("Weir-Token")).as(nothing).isEmpty();
        }
    }

    @Test
    void answers202WithATokenIfTheWaitTimesOut() {
        try (TestGateway impatient = new TestGateway(8L << 20, Map.of("WEIR_WAIT_TIMEOUT", "100ms"))) {
            Answer answer =
                    impatient.post("/events?wait=stored", "application/json", ("[" + GOOD + ",{}]").getBytes(UTF_8));

            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.body().at("/accepted").asInt()).isEqualTo(1);
            assertThat(answer.row(0).get("code").asText()).isEqualTo("missing_field");
            assertThat(answer.body().at("/token").asText()).isEqualTo(answer.header("Weir-Token"));
        }
    }

    @Test
    void refusesOtherValuesOfWait() {
        Answer answer = gateway.post("/events?wait=written", "application/json", GOOD.getBytes(UTF_8));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.errorCode()).isEqualTo("invalid_parameter");
        assertThat(answer.body().at("/error/field").asText()).isEqualTo("wait");
    }
}
