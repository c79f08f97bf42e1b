// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Tests that the gateway's counters agree with the responses to its clients, also while many requests fail. */
class RequestCountsHttpTest {
    private static final String GOOD = "{\"user_id\":\"u\",\"video_id\":\"v\"}";
    private static final int CLIENTS = 8;
    private static final int REQUESTS = 60;

    @Test
    void countsAddUpUnderFailures() throws Exception {
        try (TestGateway gateway = new TestGateway()) {
            ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
            try {
                List<Callable<List<Integer>>> work = new ArrayList<>();
                for (int client = 0; client < CLIENTS; client++) {
                    int seed = client;
                    work.add(() -> answers(gateway, seed));
                }
                List<Integer> seen = new ArrayList<>();
                for (Future<List<Integer>> answers : clients.invokeAll(work)) {
                    seen.addAll(answers.get());
                }
                Map<String, Double> expected = seen.stream()
                        .collect(
                                Collectors.groupingBy(String::valueOf, TreeMap::new, Collectors.summingDouble(s -> 1)));
                assertThat(expected).containsKeys("200", "207", "400", "415", "503");

                await().untilAsserted(() -> {
                    String metrics = scrape(gateway);
                    assertThat(answersByStatus(metrics)).isEqualTo(expected);
                    assertThat(sum(metrics, "weir_events_received_total"))
                            .isPositive()
                            .isEqualTo(sum(metrics, "weir_events_accepted_total")
                                    + sum(metrics, "weir_events_rejected_total")
                                    + sum(metrics, "weir_events_failed_total"));
                    assertThat(sum(metrics, "weir_events_accepted_total"))
                            .isEqualTo(gateway.publisher.events().size());
                    assertThat(sum(metrics, "weir_http_requests_active")).isZero();
                });
            } finally {
                clients.shutdownNow();
            }
        }
    }

    @Test
    void doesNotCountAnAbortedRequestAsAnswered() throws Exception {
        try (TestGateway gateway = new TestGateway()) {
            try (Socket client =
                    new Socket(gateway.address().getAddress(), gateway.address().getPort())) {
                client.getOutputStream()
                        .write(("POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                        + "Content-Length: 1000\r\n\r\n" + GOOD)
                                .getBytes(US_ASCII));
                await().untilAsserted(() -> assertThat(sum(scrape(gateway), "weir_http_requests_active"))
                        .isEqualTo(1));
            }

            await().untilAsserted(() -> {
                assertThat(answersByStatus(scrape(gateway))).isEqualTo(Map.of("499", 1.0));
                assertThat(sum(scrape(gateway), "weir_http_requests_active")).isZero();
            });
        }
    }

    @Test
    void measuresBodiesAsSentAndAsRead() throws Exception {
        try (TestGateway gateway = new TestGateway()) {
            byte[] body = ("[" + (GOOD + ",").repeat(99) + GOOD + "]").getBytes(UTF_8);
            byte[] compressed = TestGateway.gzip(body);
            gateway.post("/events", "application/json", compressed, "Content-Encoding", "gzip");

            await().untilAsserted(() -> {
                String metrics = scrape(gateway);
                assertThat(sum(metrics, "weir_ingest_body_received_bytes_sum")).isEqualTo(compressed.length);
                assertThat(sum(metrics, "weir_ingest_body_decompressed_bytes_sum"))
                        .isEqualTo(body.length);
                assertThat(sum(metrics, "weir_ingest_batch_events_sum")).isEqualTo(100);
            });
        }
    }

    @Test
    void exportsBuildJvmAndPoolMetrics() throws Exception {
        try (TestGateway gateway = new TestGateway()) {
            assertThat(scrape(gateway))
                    .contains(
                            "weir_build_info{version=",
                            "jvm_info",
                            "process_files_open_files",
                            "process_uptime_seconds",
                            "executor_queued_tasks{name=\"ingest\"}",
                            "executor_queued_tasks{name=\"query-views\"}",
                            "hikaricp_connections_active{pool=\"queries\"}",
                            "hikaricp_connections_pending{pool=\"operators\"}");
        }
    }

    private static List<Integer> answers(TestGateway gateway, int seed) {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            switch ((i + seed) % 6) {
                case 0 ->
                    statuses.add(gateway.post("[" + GOOD + "," + GOOD + "]").status());
                case 1 -> statuses.add(gateway.post("[" + GOOD + ",{}]").status());
                case 2 -> statuses.add(gateway.post("not json").status());
                case 3 ->
                    statuses.add(gateway.post("/events", "text/plain", new byte[] {1})
                            .status());
                case 4 -> {
                    gateway.publisher.breakLog();
                    statuses.add(gateway.post(GOOD).status());
                }
                default -> {
                    gateway.publisher.mendLog();
                    statuses.add(gateway.post(GOOD).status());
                }
            }
        }
        return statuses;
    }

    private static Map<String, Double> answersByStatus(String metrics) {
        return Pattern.compile(
                        "^weir_http_requests_seconds_count\\{method=\"POST\",route=\"/events\",status=\"(\\d+)\"} (\\S+)$",
                        Pattern.MULTILINE)
                .matcher(metrics)
                .results()
                .collect(Collectors.toMap(
                        line -> line.group(1), line -> Double.parseDouble(line.group(2)), Double::sum, TreeMap::new));
    }

    private static String scrape(TestGateway gateway) {
        return gateway.send(HttpRequest.newBuilder(gateway.managementUri("/prometheus"))
                        .build())
                .raw()
                .body();
    }

    private static double sum(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
