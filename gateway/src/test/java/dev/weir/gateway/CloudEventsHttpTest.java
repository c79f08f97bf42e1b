// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Event;
import dev.weir.event.UuidV8;
import dev.weir.gateway.TestGateway.Answer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests how CloudEvents become events. {@link ContractTableTest} covers the rejected ones. */
class CloudEventsHttpTest {
    private static final TestGateway gateway = new TestGateway();
    private static final String SINGLE = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";

    @BeforeEach
    void emptyTheLog() {
        gateway.publisher.batches().clear();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void mapsEveryAttributeToAFieldOrAProperty() {
        Instant time = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(60);

        Answer answer = post(SINGLE, String.format(Locale.ROOT, """
                {"specversion":"1.0","id":"c-1","source":"/players/web?x=\\"1\\"","type":"video_stop","time":"%s",
                 "subject":"videos/v1","datacontenttype":"Application/JSON; charset=utf-8","dataschema":"urn:schema:1",
                 "traceparent":"00-1-2-01","sampledrate":7,"beta":true,"nothing":null,
                 "data":{"user_id":"u1","video_id":"v1","session_id":"s1","value":12.5,
                         "properties": { "a": [1, 2.50] }}}""", time));

        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        assertThat(answer.raw().body()).isEqualTo("{\"accepted\":1,\"rejected\":0}");
        assertThat(gateway.publisher.events())
                .containsExactly(new Event(
                        UuidV8.ofCloudEvent("/players/web?x=\"1\"", "c-1").toString(),
                        false,
                        "video_stop",
                        time.toEpochMilli(),
                        "u1",
                        "v1",
                        "s1",
                        12.5,
                        "{\"cloudevents\":{\"dataschema\":\"urn:schema:1\",\"traceparent\":\"00-1-2-01\",\"sampledrate\":7,"
                                + "\"beta\":true,\"subject\":\"videos/v1\",\"source\":\"/players/web?x=\\\"1\\\"\",\"id\":\"c-1\"},"
                                + "\"a\": [1, 2.50] }"));
    }

    @Test
    void usesTheSubjectAsUserIfDataHasNone() {
        post(SINGLE, """
                {"specversion":"1.0","id":"1","source":"/s","type":"com.example.login","subject":"ada"}""");
        post(SINGLE, """
                {"subject":"ada","data":{"user_id":null,"properties":{ }},"specversion":"1.0","id":"2","source":"/s","type":"t"}""");

        assertThat(gateway.publisher.events()).extracting(Event::userId).containsExactly("ada", "ada");
        assertThat(gateway.publisher.events())
                .extracting(Event::properties)
                .containsExactly(
                        "{\"cloudevents\":{\"source\":\"/s\",\"id\":\"1\"}}",
                        "{\"cloudevents\":{\"source\":\"/s\",\"id\":\"2\"}}");
        assertThat(gateway.publisher.events()).extracting(Event::type).containsExactly("com.example.login", "t");
    }

    @Test
    void derivesTheEventIdFromSourceAndIdOnly() {
        String body = "[" + event("/a", "1") + "," + event("/b", "1") + "," + event("/a", "1") + "]";
        byte[] bytes = body.getBytes(UTF_8);
        gateway.post("/events", BATCH, bytes);
        gateway.post("/events", BATCH, bytes, "Idempotency-Key", "k");

        List<String> ids =
                gateway.publisher.events().stream().map(Event::eventId).toList();
        assertThat(ids).hasSize(6);
        assertThat(ids.get(0)).isEqualTo(ids.get(2)).isEqualTo(ids.get(3)).isNotEqualTo(ids.get(1));
        assertThat(gateway.publisher.events()).noneMatch(Event::eventIdAssigned);
    }

    @Test
    void acceptsTheValidPartOfABatchAndReportsTheRestById() {
        Answer answer = post(BATCH, "[" + event("/a", "1") + ",{\"id\":\"broken\"},7," + event("/a", "2") + "]");

        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.body().get("accepted").asInt()).isEqualTo(2);
        assertThat(answer.row(0).toString())
                .startsWith(
                        "{\"index\":1,\"event_id\":\"broken\",\"code\":\"missing_field\",\"field\":\"specversion\"");
        assertThat(answer.row(1).get("code").asText()).isEqualTo("invalid_type");
    }

    @Test
    void reportsTheIdOfAnEventWithAHalfSurrogatePairInAName() {
        Answer answer = post(SINGLE, """
                {"specversion":"1.0","id":"c-1","source":"/s","type":"t","data":{"user_id":"u","properties":{"\\ud800":1}}}""");

        assertThat(answer.row(0).get("event_id").asText()).isEqualTo("c-1");
    }

    @Test
    void acceptsAnEmptyBatchAndAThousandAndGzip() {
        assertThat(post(BATCH, "[]").raw().body()).isEqualTo("{\"accepted\":0,\"rejected\":0}");
        String most = "[" + (event("/a", "1") + ",").repeat(999) + event("/a", "1") + "]";
        Answer answer =
                gateway.post("/events", BATCH, TestGateway.gzip(most.getBytes(UTF_8)), "Content-Encoding", "gzip");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().get("accepted").asInt()).isEqualTo(1_000);
    }

    @Test
    void ignoresHeadersThatRepeatTheBody() {
        Answer answer = gateway.post(
                "/events", SINGLE, event("/a", "1").getBytes(UTF_8), "ce-specversion", "1.0", "ce-id", "1");

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void storesTheSameEventInBinaryMode() {
        Instant time = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(60);
        post(SINGLE, """
                {"specversion":"1.0","id":"c-1","source":"/players/ü","type":"video_view","time":"%s","subject":"videos/v1",
                 "comment":"100% \\"Ü\\" 😀","data":{"user_id":"u1","video_id":"v1","properties":{"a":1}}}""".replace("%s", time.toString()));

        Answer answer = binary(
                "Application/vnd.example+json; charset=UTF8",
                "\uFEFF {\"user_id\":\"u1\",\"video_id\":\"v1\",\"properties\":{\"a\":1}}\n",
                "CE-SpecVersion",
                "1.0",
                "ce-id",
                "c-1",
                "ce-source",
                "/players/%C3%BC",
                "ce-type",
                "video_view",
                "ce-time",
                time.toString(),
                "ce-subject",
                "\"videos/v1\"",
                "ce-comment",
                "100%25 %22%C3%9C%22 %F0%9F%98%80");

        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        List<Event> events = gateway.publisher.events();
        assertThat(events).hasSize(2);
        assertThat(events.get(1).eventId()).isEqualTo(events.get(0).eventId());
        assertThat(events.get(1).timestamp()).isEqualTo(events.get(0).timestamp());
        assertThat(events.get(1).userId()).isEqualTo("u1");
        assertThat(events.get(1).videoId()).isEqualTo("v1");
        for (Event event : events) {
            assertThat(event.properties())
                    .contains("\"comment\":\"100% \\\"Ü\\\" 😀\"", "\"subject\":\"videos/v1\"", "\"a\":1");
        }
    }

    @Test
    void keepsAPercentSignThatIsNotAnEscape() {
        Answer answer = binary(
                "",
                "",
                "ce-specversion",
                "1.0",
                "ce-id",
                "100%",
                "ce-source",
                "/s",
                "ce-type",
                "t",
                "ce-subject",
                "u",
                "ce-tracestate",
                "");

        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        assertThat(gateway.publisher.events())
                .extracting(Event::properties)
                .containsExactly("{\"cloudevents\":{\"source\":\"/s\",\"id\":\"100%\"}}");
    }

    @Test
    void refusesHeadersThatAreNotText() {
        Answer answer = binary("", "", "ce-specversion", "1.0", "ce-id", "%FF");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.errorCode()).isEqualTo("invalid_header");
        assertThat(answer.body().at("/error/message").asText()).contains("UTF-8");
    }

    @Test
    void storesWholeNumbersInAnySpellingAsIntegers() {
        post(SINGLE, event("/a", "1").replace("}", ",\"a\":7.0,\"b\":1e3,\"c\":-0}"));

        assertThat(gateway.publisher.events())
                .extracting(Event::properties)
                .containsExactly("{\"cloudevents\":{\"a\":7,\"b\":1000,\"c\":0,\"source\":\"/a\",\"id\":\"1\"}}");
    }

    private static Answer binary(String contentType, String body, String... headers) {
        return gateway.post("/events", contentType, body.getBytes(UTF_8), headers);
    }

    private static Answer post(String contentType, String body) {
        return gateway.post("/events", contentType, body.getBytes(UTF_8));
    }

    private static String event(String source, String id) {
        return String.format(
                Locale.ROOT,
                "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"%s\",\"type\":\"t\",\"subject\":\"u\"}",
                id,
                source);
    }
}
