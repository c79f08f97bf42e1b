// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.configuration.ClickHouseEndpoint;
import dev.weir.testbed.Answer;
import dev.weir.testbed.Sent;
import dev.weir.testbed.Traffic;
import dev.weir.testbed.WeirClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Checks what producers, analysts and operators see of the real components. The gateway's own tests cover every error
 * code.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContractIT {
    @RegisterExtension
    static final RunningWeir weir = new RunningWeir();

    private static final String EVENT = """
            {"event_id":"e1","type":"purchase","user_id":"ann","session_id":"s","value":12.5,
             "properties":{"plan":"pro","a.b":1,"a":{"b":[1,"x",null,{"c":2}]},"":"é"}}
            """;

    @Test
    @Order(1)
    void viewShowsARawEventWithItsProperties() throws Exception {
        assertThat(weir.client().post("application/json", EVENT).status()).isEqualTo(200);
        weir.awaitFresh();

        assertThat(weir.sql(
                        "SELECT event_id, type, user_id, video_id, session_id, value, properties.plan FROM weir.events WHERE"
                                + " event_id = 'e1'"))
                .isEqualTo("e1\tpurchase\tann\t\ts\t12.5\tpro");
    }

    @Test
    @Order(1)
    void streamShowsANewEvent() throws Exception {
        HttpResponse<Stream<String>> stream = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        weir.stack()
                                                .gatewayUrl()
                                                .resolve(
                                                        "/metrics/stream?query=metric%3Devents%26type%3Dlive_check&status=true"))
                                .build(),
                        HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> lines = stream.body()) {
            CompletableFuture<List<String>> seen = CompletableFuture.supplyAsync(() ->
                    lines.takeWhile(line -> !line.contains("\"events\":1}")).toList());

            weir.client()
                    .post("application/json", "{\"event_id\":\"live-1\",\"type\":\"live_check\",\"user_id\":\"ann\"}");

            assertThat(seen.get(2, TimeUnit.MINUTES))
                    .contains("retry: 1000", "event: query-0", "event: status")
                    .anyMatch(line -> line.startsWith("data: {\"metric\":\"events\"") && line.endsWith("\"rows\":[]}"))
                    .noneMatch(line -> line.contains("event: problem"));
        }
        JsonNode status = weir.client().get("/status").json();
        assertThat(status.get("first_event").asBoolean()).isTrue();
        assertThat(status.at("/job/as_of").isTextual()).isTrue();
    }

    /** ClickHouse's JSON type cannot hold these numbers. The original text is kept. */
    @Test
    @Order(1)
    void keepsTheTextOfPropertiesThatClickHouseJsonCannotHold() throws Exception {
        String properties = "{\"big\": 123456789012345678901234567890, \"huge\": 1e400}";
        String event =
                "{\"event_id\":\"e2\",\"type\":\"purchase\",\"user_id\":\"ann\",\"properties\":" + properties + "}";
        assertThat(weir.client().post("application/json", event).status()).isEqualTo(200);
        weir.awaitFresh();

        assertThat(weir.sql("SELECT properties_json FROM weir.events_store WHERE event_id = 'e2' FORMAT TSVRaw"))
                .isEqualTo(properties);
        assertThat(weir.sql("SELECT event_id FROM weir.events WHERE event_id = 'e2'"))
                .isEqualTo("e2");
    }

    @Test
    @Order(2)
    void driverShowsTheDocumentedTables() throws Exception {
        weir.client().post("application/json", "{\"user_id\":\"ann\",\"video_id\":\"it's 100% \\\"v\\\\1\\\"\"}");
        weir.awaitFresh();

        ClickHouseEndpoint endpoint = new ClickHouseEndpoint(weir.stack().clickHouseUrl(), "default", "");
        try (Connection connection =
                DriverManager.getConnection(endpoint.jdbcUrl(), endpoint.properties(Duration.ofSeconds(10)))) {
            try (ResultSet row = connection
                    .createStatement()
                    .executeQuery("SELECT day = today(), video_id, views FROM weir.video_views_daily")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getBoolean(1)).isTrue();
                assertThat(row.getString(2)).isEqualTo("it's 100% \"v\\1\"");
                assertThat(row.getLong(3)).isEqualTo(1);
                assertThat(row.next()).isFalse();
            }
        }
        assertThat(columns("video_views_daily")).isEqualTo("day Date,video_id String,views UInt64");
        assertThat(columns("video_views_30d")).isEqualTo("as_of Date,video_id String,views UInt64");
        assertThat(columns("active_users_daily")).isEqualTo("day Date,dau UInt64,wau UInt64,mau UInt64");
        assertThat(columns("events_per_minute"))
                .isEqualTo("minute DateTime('UTC'),type LowCardinality(String),events UInt64");
        assertThat(weir.sql("SELECT count() FROM system.tables WHERE database = 'weir' AND comment = ''"))
                .as("tables that say nothing of themselves")
                .isEqualTo("0");
    }

    @Test
    @Order(3)
    void keepsInvalidRecordsAsDeadLetters() throws Exception {
        new Operator(weir.stack()).write(2, "key", new byte[] {(byte) 0xC3, 1, 2, (byte) 0xFF, 0, 9});
        weir.awaitFresh();

        assertThat(weir.sql("SELECT reason, topic, partition, offset >= 0, key, hex(payload) FROM weir.dead_letters"))
                .isEqualTo("malformed\tevents\t2\t1\tkey\tC30102FF0009");
        assertThat(weir.client()
                        .post("application/json", "{\"user_id\":\"bob\",\"type\":\"signup\"}")
                        .status())
                .isEqualTo(200);
        weir.awaitFresh();
        assertThat(weir.sql("SELECT sum(events) FROM weir.events_per_minute WHERE type = 'signup'"))
                .isEqualTo("1");
    }

    @Test
    @Order(3)
    void readAfterAWaitingPostIncludesItsEvent() throws IOException {
        WeirClient client = weir.client();
        for (int i = 1; i <= 3; i++) {
            Answer posted = client.post("application/json", "?wait=stored", view("waited", i));
            assertThat(posted.status()).as(posted.body()).isEqualTo(200);

            assertThat(views(client.get("/metrics?metric=views&video_id=waited")))
                    .isEqualTo(i);
        }
    }

    @Test
    @Order(3)
    void readWithATokenWaitsForTheEventsOfThePost() throws IOException {
        WeirClient client = weir.client();
        for (int i = 1; i <= 3; i++) {
            String token = client.post("application/json", view("token", i))
                    .headers()
                    .firstValue("Weir-Token")
                    .orElseThrow();

            assertThat(views(client.get("/metrics?metric=views&video_id=token&after=" + token)))
                    .isEqualTo(i);
            assertThat(client.get("/metrics?metric=active_users&after=" + token)
                            .json()
                            .at("/rows/0/dau")
                            .asInt())
                    .isGreaterThanOrEqualTo(i);
        }
    }

    @Test
    @Order(3)
    void readWithAnInventedTokenIsRefused() throws IOException {
        // The first byte is the format. A partition follows, and an offset beyond the end of any log.
        String far = "AQAAAAB__________w";

        Answer answer = weir.client().get("/metrics?metric=views&after=" + far);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/code").asText()).isEqualTo("invalid_parameter");
        assertThat(answer.json().at("/error/field").asText()).isEqualTo("after");
    }

    @Test
    @Order(4)
    void responseHasItsFreshness() throws Exception {
        Instant before = Instant.now();
        await().atMost(Duration.ofSeconds(30)).until(() -> asOf().isAfter(before));

        assertThat(asOf()).isBefore(Instant.now().plusSeconds(1));
    }

    @Test
    @Order(5)
    void operatorsOfTheJobHaveReadableNames() throws Exception {
        JsonNode jobs = flink("/jobs/overview").get("jobs");
        assertThat(jobs).hasSize(1);
        assertThat(jobs.get(0).get("name").asText()).isEqualTo("weir");

        JsonNode vertices = flink("/jobs/" + jobs.get(0).get("jid").asText()).get("vertices");
        assertThat(vertices.findValuesAsText("name"))
                .anySatisfy(name -> assertThat(name).contains("events", "decode"))
                .anySatisfy(name -> assertThat(name).contains("deduplicate"))
                .anySatisfy(name -> assertThat(name).contains("active-users"))
                .anySatisfy(name -> assertThat(name).contains("video-views"))
                .anySatisfy(name -> assertThat(name).contains("minutes"))
                .anySatisfy(name -> assertThat(name).contains("events-sink"));
    }

    @Test
    @Order(6)
    void answers503WhileClickHouseIsDownAndThenRecovers() throws Exception {
        weir.stack().clickHouse().kill();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(weir.client().get("/metrics?metric=views"))
                        .satisfies(answer -> assertThat(answer.status()).isEqualTo(503))
                        .satisfies(answer -> assertThat(answer.headers().firstValue("Retry-After"))
                                .isPresent()));
        assertThat(weir.client()
                        .post("application/json", "{\"user_id\":\"eve\",\"video_id\":\"v2\"}")
                        .status())
                .as("events are taken all the same")
                .isEqualTo(200);

        weir.stack().clickHouse().start();
        weir.awaitFresh();
        assertThat(weir.client()
                        .get("/metrics?metric=views&video_id=v2")
                        .json()
                        .at("/rows/0/views")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    @Order(7)
    void answers503WhileKafkaIsDownAndThenRecovers() throws Exception {
        List<Sent> events = new Traffic("kafka", 5).events(10, 5, 5, Instant.now(), Duration.ofSeconds(1));
        weir.stack().kafka().kill();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(weir.client().post(events))
                        .satisfies(answer -> assertThat(answer.status()).isEqualTo(503))
                        .satisfies(answer -> assertThat(answer.headers().firstValue("Retry-After"))
                                .isPresent()));
        assertThat(weir.client().get("/ready").status()).isEqualTo(503);

        weir.stack().kafka().start();
        weir.client().postAll(events);
        weir.awaitFresh();
        assertThat(weir.sql("SELECT count() FROM weir.events WHERE startsWith(event_id, 'kafka-')"))
                .isEqualTo("10");
    }

    private static int views(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JsonNode rows = answer.json().get("rows");
        return rows.isEmpty() ? 0 : rows.get(0).get("views").asInt();
    }

    private static String view(String video, int user) {
        return String.format(Locale.ROOT, "{\"user_id\":\"%s-%d\",\"video_id\":\"%s\"}", video, user, video);
    }

    private static Instant asOf() throws IOException {
        return Instant.parse(weir.client()
                .get("/metrics?metric=views")
                .json()
                .at("/freshness/as_of")
                .asText());
    }

    private static String columns(String table) {
        return weir.sql(
                "SELECT arrayStringConcat(groupArray(concat(name, ' ', type)), ',') FROM (SELECT name, type FROM"
                        + " system.columns WHERE database = 'weir' AND table = '" + table + "' ORDER BY position)"
                        + " FORMAT TSVRaw");
    }

    private static JsonNode flink(String path) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(weir.stack().flinkUrl() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.headers(), response.body()).json();
    }
}
