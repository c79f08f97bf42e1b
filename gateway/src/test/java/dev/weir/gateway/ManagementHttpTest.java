// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.weir.gateway.TestGateway.Answer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManagementHttpTest {
    private static final String GOOD = "{\"user_id\":\"u\",\"video_id\":\"v\"}";

    @Test
    void countsEveryEventOnce() {
        try (TestGateway gateway = new TestGateway()) {
            gateway.post("[" + GOOD + "," + GOOD + ",{},7]");
            gateway.post("not json");
            gateway.post("/events?dry_run=true", "application/json", GOOD.getBytes(UTF_8));
            gateway.publisher.breakLog();
            gateway.post("[" + GOOD + "," + GOOD + "," + GOOD + ",{}]");

            await().untilAsserted(() -> {
                String metrics = prometheus(gateway);
                assertThat(value(metrics, "weir_events_received_total")).isEqualTo(9);
                assertThat(value(metrics, "weir_events_accepted_total")).isEqualTo(2);
                assertThat(value(metrics, "weir_events_failed_total")).isEqualTo(3);
                assertThat(value(metrics, "weir_events_rejected_total{code=\"missing_field\"}"))
                        .isEqualTo(2);
                assertThat(value(metrics, "weir_events_rejected_total{code=\"invalid_type\"}"))
                        .isEqualTo(1);
                assertThat(value(metrics, "weir_events_rejected_total{code=\"malformed_json\"}"))
                        .isEqualTo(1);
                assertThat(sum(metrics, "weir_events_received_total"))
                        .isEqualTo(sum(metrics, "weir_events_accepted_total")
                                + sum(metrics, "weir_events_rejected_total")
                                + sum(metrics, "weir_events_failed_total"));
                assertThat(value(
                                metrics,
                                "weir_http_requests_seconds_count{method=\"POST\",route=\"/events\",status=\"207\"}"))
                        .isEqualTo(1);
                assertThat(metrics).contains("weir_http_requests_seconds_bucket", "jvm_memory_used_bytes");
            });
        }
    }

    @Test
    void hasNoUnknownPathsInTheMetrics() {
        try (TestGateway gateway = new TestGateway()) {
            gateway.get("/secret-one");
            gateway.send(HttpRequest.newBuilder(gateway.uri("/health"))
                    .method("INVENTED", HttpRequest.BodyPublishers.noBody())
                    .build());

            await().untilAsserted(() -> assertThat(prometheus(gateway)).contains("status=\"404\"", "status=\"405\""));
            assertThat(prometheus(gateway)).doesNotContain("secret", "INVENTED");
        }
    }

    @Test
    void isReadyWhenKafkaAndClickHouseAre() throws Exception {
        HttpServer clickHouse = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        clickHouse.createContext("/ping", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        clickHouse.start();
        Map<String, String> environment = Map.of(
                "WEIR_CLICKHOUSE_URL",
                "http://127.0.0.1:" + clickHouse.getAddress().getPort());
        try (TestGateway gateway = new TestGateway(8L << 20, environment)) {
            await().untilAsserted(
                            () -> assertThat(gateway.get("/ready").status()).isEqualTo(200));

            gateway.publisher.breakLog();
            Answer withoutKafka = gateway.get("/ready");
            assertThat(withoutKafka.status()).isEqualTo(503);
            assertThat(withoutKafka.body().at("/reasons/kafka").asText()).isEqualTo("The list is broken.");
            gateway.publisher.mendLog();
            clickHouse.stop(0);
            await().untilAsserted(() -> assertThat(gateway.get("/ready")
                            .body()
                            .at("/reasons/clickhouse")
                            .asText())
                    .isEqualTo("ClickHouse does not respond."));
        } finally {
            clickHouse.stop(0);
        }
    }

    @Test
    void servesOperatorPathsOnTheManagementPortOnly() {
        try (TestGateway gateway = new TestGateway()) {
            for (String path : List.of("/health", "/ready", "/prometheus")) {
                assertThat(management(gateway, path).status()).as(path).isIn(200, 503);
            }
            assertThat(management(gateway, "/events").status()).isEqualTo(404);
            assertThat(management(gateway, "/dead-letters/redrive").header("Allow"))
                    .isEqualTo("POST");
            for (String path : List.of("/prometheus", "/dead-letters", "/dead-letters/redrive")) {
                assertThat(gateway.get(path).status()).as(path).isEqualTo(404);
            }
        }
    }

    @Test
    void namesTheUnavailableComponentToOperators() {
        try (TestGateway gateway = new TestGateway()) {
            Answer deadLetters = management(gateway, "/dead-letters");
            assertThat(deadLetters.status()).isEqualTo(503);
            assertThat(deadLetters.errorCode()).isEqualTo("clickhouse_unavailable");
            assertThat(management(gateway, "/dead-letters?limit=0").errorCode()).isEqualTo("invalid_parameter");
            assertThat(management(gateway, "/events/e-1").errorCode()).isEqualTo("missing_parameter");
        }
    }

    private static String prometheus(TestGateway gateway) {
        return management(gateway, "/prometheus").raw().body();
    }

    private static Answer management(TestGateway gateway, String path) {
        return gateway.send(HttpRequest.newBuilder(gateway.managementUri(path)).build());
    }

    private static double value(String metrics, String series) {
        return metrics.lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElse(-1);
    }

    private static double sum(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
