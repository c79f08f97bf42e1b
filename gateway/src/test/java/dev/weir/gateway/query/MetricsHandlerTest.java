// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.progress.CountedUpTo;
import dev.weir.gateway.progress.CountingProgress;
import dev.weir.http.HttpListener;
import dev.weir.http.admission.ByteBudget;
import dev.weir.http.admission.Client;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MetricsHandlerTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-02T12:00:00Z"), ZoneOffset.UTC);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newHttpClient();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final ByteBudget memory = new ByteBudget(128 << 20);
    private MetricsReader reader = new InMemoryMetricsReader(new SampleNumbers(LocalDate.now(NOON))
            .views("2026-11-02T00:00:00Z", "a", 2)
            .views("2026-11-02T00:01:00Z", "say \"hi\", b", 1)
            .freshness("video_views_daily", "2026-11-02T11:59:59.160Z"));
    private MetricCatalogue catalogue = new MetricCatalogue(List.of());
    private Duration patience = PATIENCE;
    private final CountedUpTo log = new CountedUpTo();
    private final CountingProgress progress = new CountingProgress(log, log.end(), Duration.ofMillis(200), meters);
    private final List<HttpListener> listeners = new ArrayList<>();
    private final List<SharedReads> opened = new ArrayList<>();

    @AfterEach
    void stop() {
        listeners.forEach(HttpListener::close);
        opened.forEach(SharedReads::close);
        progress.close();
    }

    @Test
    void answersInJson() throws Exception {
        HttpResponse<String> response = get("/metrics?metric=views");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(response.body())
                .isEqualTo("{\"metric\":\"views\",\"from\":\"2026-11-02\",\"to\":\"2026-11-02\",\"exact\":true,"
                        + "\"truncated\":false,\"freshness\":{\"as_of\":\"2026-11-02T11:59:59.160Z\",\"lag_ms\":840},"
                        + "\"rows\":[{\"day\":\"2026-11-02\",\"video_id\":\"a\",\"views\":2},"
                        + "{\"day\":\"2026-11-02\",\"video_id\":\"say \\\"hi\\\", b\",\"views\":1}]}");
    }

    @Test
    void answersInCsvWithTheRestInHeaders() throws Exception {
        HttpResponse<String> response = get("/metrics?metric=views&format=csv");

        assertThat(response.body())
                .isEqualTo("day,video_id,views\r\n2026-11-02,a,2\r\n2026-11-02,\"say \"\"hi\"\", b\",1\r\n");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/csv; charset=utf-8; header=present");
        assertThat(response.headers().firstValue("Weir-As-Of")).hasValue("2026-11-02T11:59:59.160Z");
        assertThat(response.headers().firstValue("Weir-Lag-Ms")).hasValue("840");
        assertThat(response.headers().firstValue("Weir-Truncated")).hasValue("false");
        assertThat(response.headers().firstValue("Weir-Exact")).hasValue("true");
    }

    @Test
    void saysWhenThereAreMoreRows() throws Exception {
        assertThat(get("/metrics?metric=views&limit=1").body()).contains("\"truncated\":true");
        assertThat(get("/metrics?metric=views&limit=1&format=csv").headers().firstValue("Weir-Truncated"))
                .hasValue("true");
    }

    @Test
    void promisesNoFreshnessBeforeAnythingWasProcessed() throws Exception {
        assertThat(get("/metrics?metric=active_users").body())
                .contains("\"freshness\":{\"as_of\":null,\"lag_ms\":null},\"rows\":[]");
    }

    @Test
    void writesIntervalsAsInstants() throws Exception {
        assertThat(get("/metrics?metric=events&interval=minute").body())
                .contains("{\"start\":\"2026-11-02T00:01:00Z\",\"type\":\"video_view\",\"events\":1}");
    }

    @Test
    void describesEveryMetricWhereNoneIsNamed() throws Exception {
        HttpResponse<String> response = get("/metrics");

        assertThat(response.statusCode()).isEqualTo(200);
        for (Metric metric : BuiltInMetric.values()) {
            assertThat(response.body()).contains("\"metric\":\"" + metric.wireName() + "\"", metric.example());
        }
    }

    @Test
    void refusesWithCodeFieldAndMessage() throws Exception {
        HttpResponse<String> response = get("/metrics?metric=nope");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .startsWith("{\"error\":{\"code\":\"invalid_parameter\",\"field\":\"metric\",\"message\":\"");
    }

    @Test
    void anUnavailableReaderIs503AndCounted() throws Exception {
        reader = reading(() -> {
            throw new ClickHouseUnavailableException(new IllegalStateException("down"));
        });

        HttpResponse<String> response = get("/metrics?metric=views");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(response.body()).contains("\"code\":\"clickhouse_unavailable\"");
        assertThat(meters.get("weir.query")
                        .tags("metric", "views", "outcome", "unavailable")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aBrokenReaderIs500() throws Exception {
        reader = reading(() -> {
            throw new IllegalStateException("broken");
        });

        assertThat(get("/metrics?metric=views").statusCode()).isEqualTo(500);
    }

    @Test
    void aRequestThatWaitedTooLongIs503() throws Exception {
        patience = Duration.ofNanos(-1);

        HttpResponse<String> response = get("/metrics?metric=views");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("\"code\":\"busy\"", "too many queries wait");
    }

    @Test
    void tellsWhenToAskAgain() throws Exception {
        reader = reading(() -> {
            throw new ClickHouseUnavailableException("ClickHouse is away.", Duration.ofMillis(2_100));
        });

        HttpResponse<String> response = get("/metrics?metric=views");

        assertThat(response.headers().firstValue("Retry-After")).hasValue("3");
        assertThat(response.body()).contains("ClickHouse is away. Retry in 3 s.");
    }

    @Test
    void refusesWhatItHasNoMemoryFor() throws Exception {
        assertThat(memory.tryAcquire((128 << 20) - 60_000)).isTrue();

        assertThat(get("/metrics?metric=views&limit=10").statusCode()).isEqualTo(200);
        HttpResponse<String> refused = get("/metrics?metric=views&limit=1000");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("\"code\":\"busy\"", "WEIR_QUERY_MEMORY");
        await().untilAsserted(() -> assertThat(memory.usedBytes()).isEqualTo((128 << 20) - 60_000));
    }

    @Test
    void countsAnAnswerUntilItsClientHasIt() throws Exception {
        reader = new InMemoryMetricsReader(manyVideos());
        HttpListener server = HttpListener.start("127.0.0.1", 0, 1, handler());
        listeners.add(server);
        try (Socket slow =
                new Socket(server.address().getAddress(), server.address().getPort())) {
            slow.setSoTimeout(30_000);
            slow.getOutputStream()
                    .write(
                            "GET /metrics?metric=views&limit=100000 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.UTF_8));
            InputStream in = slow.getInputStream();
            assertThat(new String(in.readNBytes(12), StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 200");

            await().untilAsserted(() -> assertThat(memory.usedBytes()).isBetween(8L << 20, 40L << 20));
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("\r\n\r\n{\"metric\":\"views\"")
                    .endsWith("\"views\":1}]}");
            await().untilAsserted(() -> assertThat(memory.usedBytes()).isZero());
        }
    }

    private static SampleNumbers manyVideos() {
        SampleNumbers numbers = new SampleNumbers(LocalDate.now(NOON));
        for (int i = 0; i < 100_000; i++) {
            numbers.views("2026-11-02T00:00:00Z", String.format(Locale.ROOT, "video-%06d-%s", i, "x".repeat(80)), 1);
        }
        return numbers;
    }

    @Test
    void waitsUntilATokensEventsAreCounted() throws Exception {
        String query = "/metrics?metric=views&after=" + CountedUpTo.of(5).toToken();

        HttpResponse<String> tooEarly = get(query);
        assertThat(tooEarly.statusCode()).isEqualTo(503);
        assertThat(tooEarly.body()).contains("not_counted_yet", "\"after\"");
        assertThat(tooEarly.headers().firstValue("Retry-After")).isPresent();

        log.count(5);
        assertThat(get(query).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return getAsync(path).get();
    }

    private CompletableFuture<HttpResponse<String>> getAsync(String path) {
        return getAsync(path, handler());
    }

    private MetricsHandler handler() {
        SharedReads reads = new SharedReads(reader, 2, memory, Duration.ZERO, patience);
        opened.add(reads);
        return new MetricsHandler(catalogue, reads, memory, progress, MetricsHandlerTest::me, meters, NOON);
    }

    private CompletableFuture<HttpResponse<String>> getAsync(String path, HttpHandler handler) {
        HttpListener server = HttpListener.start("127.0.0.1", 0, 1, handler);
        listeners.add(server);
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + path))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private static MetricsReader reading(Behaviour behaviour) {
        return query -> {
            try {
                behaviour.run();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            throw new AssertionError("nothing to answer with");
        };
    }

    private interface Behaviour {
        void run() throws ClickHouseUnavailableException, InterruptedException;
    }

    private static Client me(HttpServerExchange exchange) {
        return Client.at(exchange.getSourceAddress().getAddress());
    }
}
