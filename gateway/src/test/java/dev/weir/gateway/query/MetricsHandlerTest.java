// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.contract.OpenApiDocument;
import dev.weir.gateway.progress.CountedUpTo;
import dev.weir.gateway.progress.CountingProgress;
import dev.weir.http.HttpListener;
import dev.weir.http.admission.ByteBudget;
import dev.weir.http.admission.Client;
import dev.weir.metric.FieldPath;
import dev.weir.metric.MetricDefinition;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
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
import java.util.Objects;
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
    void answersWithTheViewsOfTheLastDays() throws Exception {
        reader = new InMemoryMetricsReader(new SampleNumbers(LocalDate.now(NOON))
                .views("2026-11-02T00:00:00Z", "b", 2)
                .views("2026-11-01T00:00:00Z", "a", 1)
                .views("2026-11-01T00:00:00Z", "c", 3)
                .views("2026-10-31T23:59:00Z", "a", 9)
                .freshness("video_views_daily", "2026-11-02T11:59:59.160Z"));
        HttpHandler analytics = handler().analytics();

        assertThat(getAsync("/analytics?days=2", analytics).get().body())
                .isEqualTo(
                        "{\"days\":2,\"truncated\":false,\"freshness\":"
                                + "{\"as_of\":\"2026-11-02T11:59:59.160Z\",\"lag_ms\":840},\"views\":{\"c\":3,\"b\":2,\"a\":1}}");
        HttpResponse<String> most = getAsync("/analytics?limit=1", analytics).get();
        assertThat(most.body()).startsWith("{\"days\":30,\"truncated\":true,").endsWith("\"views\":{\"a\":10}}");
        assertThat(most.headers().firstValue("Content-Type")).hasValue("application/json");
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
    void reportsTruncation() throws Exception {
        assertThat(get("/metrics?metric=views&limit=1").body()).contains("\"truncated\":true");
        assertThat(get("/metrics?metric=views&limit=1&format=csv").headers().firstValue("Weir-Truncated"))
                .hasValue("true");
    }

    @Test
    void freshnessIsNullBeforeTheJobHasRun() throws Exception {
        assertThat(get("/metrics?metric=active_users").body())
                .contains("\"freshness\":{\"as_of\":null,\"lag_ms\":null},\"rows\":[]");
    }

    @Test
    void writesIntervalsAsInstants() throws Exception {
        assertThat(get("/metrics?metric=events&interval=minute").body())
                .contains("{\"start\":\"2026-11-02T00:01:00Z\",\"type\":\"video_view\",\"events\":1}");
    }

    @Test
    void returnsTheCatalogueWithoutParameters() throws Exception {
        HttpResponse<String> response = get("/metrics");

        assertThat(response.statusCode()).isEqualTo(200);
        for (Metric metric : BuiltInMetric.values()) {
            assertThat(response.body()).contains("\"metric\":\"" + metric.wireName() + "\"", metric.example());
        }
    }

    @Test
    void answersADefinedMetricInJson() throws Exception {
        define(new SampleNumbers(LocalDate.now(NOON))
                .measured(SampleDefinitions.REVENUE, NOON.instant(), List.of("pro", "DE"), "0.30", "")
                .measured(SampleDefinitions.REVENUE, NOON.instant(), List.of("", "DE"), "1000000", "")
                .since(SampleDefinitions.REVENUE, "2026-11-01T10:00:00Z")
                .freshness("metric_values", "2026-11-02T11:59:59.160Z"));

        assertThat(get("/metrics?metric=revenue").body())
                .isEqualTo("{\"metric\":\"revenue\",\"from\":\"2026-11-02\",\"to\":\"2026-11-02\",\"exact\":true,"
                        + "\"truncated\":false,\"freshness\":{\"as_of\":\"2026-11-02T11:59:59.160Z\",\"lag_ms\":840},"
                        + "\"since\":\"2026-11-01T10:00:00.000Z\",\"definition\":\"current\","
                        + "\"rows\":[{\"start\":\"2026-11-02\",\"properties.plan\":\"\",\"properties.geo.country\":"
                        + "\"DE\",\"value\":1000000},{\"start\":\"2026-11-02\",\"properties.plan\":\"pro\","
                        + "\"properties.geo.country\":\"DE\",\"value\":0.3}]}");
        assertThat(get("/metrics?metric=revenue&interval=hour&by=").body())
                .endsWith("\"rows\":[{\"start\":\"2026-11-02T12:00:00Z\",\"value\":1000000.3}]}");
        assertThat(get("/metrics?metric=revenue&interval=total&by=&from=2026-11-02T10:00:00Z")
                        .body())
                .startsWith("{\"metric\":\"revenue\",\"from\":\"2026-11-02T10:00:00Z\",\"to\":\"2026-11-02\",")
                .endsWith("\"rows\":[{\"value\":1000000.3}]}");
        assertThat(meters.get("weir.query")
                        .tags("metric", "revenue", "outcome", "answered")
                        .timer()
                        .count())
                .isEqualTo(3);
    }

    @Test
    void answersADefinedMetricInCsv() throws Exception {
        define(new SampleNumbers(LocalDate.now(NOON))
                .measured(SampleDefinitions.REVENUE, NOON.instant(), List.of("a,b", ""), "0.30", "")
                .since(SampleDefinitions.REVENUE, "2026-11-01T10:00:00Z"));

        HttpResponse<String> response = get("/metrics?metric=revenue&format=csv");

        assertThat(response.body())
                .isEqualTo("start,properties.plan,properties.geo.country,value\r\n2026-11-02,\"a,b\",,0.3\r\n");
        assertThat(response.headers().firstValue("Weir-Since")).hasValue("2026-11-01T10:00:00.000Z");
        assertThat(response.headers().firstValue("Weir-Definition")).hasValue("current");
        assertThat(get("/metrics?metric=views&format=csv").headers().firstValue("Weir-Since"))
                .isEmpty();
    }

    @Test
    void answersAHistogram() throws Exception {
        SampleNumbers numbers = new SampleNumbers(LocalDate.now(NOON));
        for (String value : List.of("0.5", "1", "1", "2", "11.5", "12")) {
            numbers.measured(SampleDefinitions.LATENCY, NOON.instant(), List.of("pro"), value, "");
        }
        define(numbers);

        assertThat(get("/metrics?metric=latency").body())
                .contains(
                        "\"since\":null,\"definition\":\"current\",\"quantiles\":{\"exact\":false,\"error\":\"within the bucket\"},\"rows\":")
                .contains("\"buckets\":[{\"le\":-1,\"count\":0},{\"le\":0.5,\"count\":1},{\"le\":2,\"count\":4},"
                        + "{\"le\":10,\"count\":4}],\"count\":6,\"sum\":28,\"min\":0.5,\"max\":12,\"p50\":1.5,"
                        + "\"p90\":11.4,\"p95\":11.7,\"p99\":11.94}");
        assertThat(get("/metrics?metric=latency&interval=total&format=csv").body())
                .isEqualTo("""
                        properties.plan,le_-1,le_0.5,le_2,le_10,count,sum,min,max,p50,p90,p95,p99
                        pro,0,1,4,4,6,28,0.5,12,1.5,11.4,11.7,11.94
                        """.replace("\n", "\r\n"));
    }

    @Test
    void responsesMatchTheOpenApiDocument() throws Exception {
        SampleNumbers numbers = new SampleNumbers(LocalDate.now(NOON));
        for (MetricDefinition definition : SampleDefinitions.ALL) {
            List<String> groups =
                    definition.by().stream().map(FieldPath::toString).toList();
            numbers.measured(definition, NOON.instant(), groups, "-0.5", "u");
        }
        define(numbers.since(SampleDefinitions.BUYERS, "2026-11-01T10:00:00Z"));

        for (MetricDefinition definition : SampleDefinitions.ALL) {
            for (String interval : List.of("minute", "hour", "day", "total")) {
                assertThat(objections(get("/metrics?metric=" + definition.name() + "&interval=" + interval)))
                        .isEmpty();
            }
        }
        assertThat(objections(get("/metrics"))).isEmpty();
        assertThat(objections(get("/metrics?metric=views"))).isEmpty();
    }

    private static List<String> objections(HttpResponse<String> response) throws IOException {
        try (InputStream file = OpenApiDocument.class.getResourceAsStream("openapi.json")) {
            OpenApiDocument document = OpenApiDocument.parse(
                    new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8));
            OpenApiDocument.Operation metrics = document.operations().stream()
                    .filter(operation -> operation.path().equals("/metrics"))
                    .findFirst()
                    .orElseThrow();
            return document.objections(
                    metrics,
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    response.body());
        }
    }

    @Test
    void answers503IfTheJobDoesNotMeasureTheMetric() throws Exception {
        define(new SampleNumbers(LocalDate.now(NOON)));

        HttpResponse<String> response = get("/metrics?metric=revenue");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("10");
        assertThat(response.body()).contains("\"code\":\"not_measured_yet\"", "WEIR_METRICS_FILE");
    }

    @Test
    void catalogueShowsTheStateOfDefinedMetrics() throws Exception {
        define(new SampleNumbers(LocalDate.now(NOON))
                .measured(SampleDefinitions.REVENUE, NOON.instant(), List.of("__other__", "__other__"), "1", "")
                .since(SampleDefinitions.BUYERS, "2026-11-01T10:00:00Z")
                .skipped(SampleDefinitions.REVENUE, "2026-10-01", 3));

        assertThat(get("/metrics").body())
                .contains(
                        "{\"metric\":\"revenue\",\"description\":\"The revenue.\",\"aggregate\":\"sum\","
                                + "\"of\":\"value\",\"groups\":[\"properties.plan\",\"properties.geo.country\"],"
                                + "\"measured\":true,\"since\":null,\"past_days\":0,\"past_days_measured\":0,\"whole_by\":null,\"skipped\":3,\"over_limit\":1,\"parameters\":{")
                .contains(
                        "\"aggregate\":\"unique\",\"of\":\"user_id\",\"groups\":[],\"measured\":true,"
                                + "\"since\":\"2026-11-01T10:00:00.000Z\",\"past_days\":0,\"past_days_measured\":0,\"whole_by\":null,\"skipped\":0,\"over_limit\":0,\"parameters\"")
                .contains("{\"metric\":\"signups\",\"description\":\"The signups.\",\"aggregate\":\"count\","
                        + "\"groups\":[\"type\",\"properties.plan\",\"properties.geo.country\"],"
                        + "\"measured\":false,\"parameters\"");
    }

    @Test
    void catalogueWorksWithoutClickHouse() throws Exception {
        catalogue = new MetricCatalogue(SampleDefinitions.ALL);
        reader = reading(() -> {
            throw new ClickHouseUnavailableException(new IllegalStateException("down"));
        });

        HttpResponse<String> response = get("/metrics");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("\"metric\":\"views\"", "\"measured\":null,\"parameters\"");
    }

    private void define(SampleNumbers numbers) {
        catalogue = new MetricCatalogue(SampleDefinitions.ALL);
        reader = new InMemoryMetricsReader(numbers);
    }

    @Test
    void refusalsHaveCodeFieldAndMessage() throws Exception {
        HttpResponse<String> response = get("/metrics?metric=nope");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .startsWith("{\"error\":{\"code\":\"invalid_parameter\",\"field\":\"metric\",\"message\":\"");
    }

    @Test
    void answers503AndCountsAnUnavailableReader() throws Exception {
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
    void answers500IfTheReaderIsBroken() throws Exception {
        reader = reading(() -> {
            throw new IllegalStateException("broken");
        });

        assertThat(get("/metrics?metric=views").statusCode()).isEqualTo(500);
    }

    @Test
    void answers503IfTheRequestWaitedTooLong() throws Exception {
        patience = Duration.ofNanos(-1);

        HttpResponse<String> response = get("/metrics?metric=views");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("\"code\":\"busy\"", "too many queries wait");
    }

    @Test
    void setsRetryAfter() throws Exception {
        reader = reading(() -> {
            throw new ClickHouseUnavailableException("ClickHouse is away.", Duration.ofMillis(2_100));
        });

        HttpResponse<String> response = get("/metrics?metric=views");

        assertThat(response.headers().firstValue("Retry-After")).hasValue("3");
        assertThat(response.body()).contains("ClickHouse is away. Retry in 3 s.");
    }

    @Test
    void refusesAResponseThatExceedsTheMemory() throws Exception {
        assertThat(memory.tryAcquire((128 << 20) - 60_000)).isTrue();

        assertThat(get("/metrics?metric=views&limit=10").statusCode()).isEqualTo(200);
        HttpResponse<String> refused = get("/metrics?metric=views&limit=1000");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("\"code\":\"busy\"", "WEIR_QUERY_MEMORY");
        await().untilAsserted(() -> assertThat(memory.usedBytes()).isEqualTo((128 << 20) - 60_000));
    }

    @Test
    void countsTheMemoryOfAResponseUntilItIsSent() throws Exception {
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
    void waitsUntilTheEventsOfATokenAreCounted() throws Exception {
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
