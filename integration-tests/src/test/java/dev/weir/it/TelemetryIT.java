// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.event.Event;
import dev.weir.gateway.GatewayServer;
import dev.weir.it.TraceCollector.Collected;
import dev.weir.migrator.Migrator;
import dev.weir.proto.v1.IngestorGrpc;
import dev.weir.proto.v1.Reading;
import dev.weir.testsupport.TestAuthority;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Checks the telemetry of all of Weir: traces from the request to the insert, the job's metrics, the logs. */
class TelemetryIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String CLIENT_SPAN = "00f067aa0ba902b7";
    private static final String SAMPLED = "01";
    private static final String NOT_SAMPLED = "00";

    private static final TestAuthority AUTHORITY = new TestAuthority("authority");

    private static final TraceCollector COLLECTOR = new TraceCollector();

    @RegisterExtension
    static final RunningWeir WEIR = new RunningWeir(Map.of(
            "WEIR_OTLP_ENDPOINT",
            COLLECTOR.endpoint(),
            "WEIR_TRACES_SAMPLE",
            "0",
            "WEIR_LOG_FORMAT",
            "json",
            "WEIR_LOG_LEVEL",
            "debug",
            "WEIR_METRICS_FILE",
            metricsFile()));

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterAll
    static void stopCollector() {
        COLLECTOR.close();
    }

    @Test
    void sampledRequestHasOneTraceUntilItsInsert() throws Exception {
        String trace = traceId();
        HttpResponse<String> answer = post(trace, SAMPLED, event("traced-1") + "\n" + event("traced-2") + "\n{}");
        assertThat(answer.statusCode()).isEqualTo(207);

        // The gateway and the job export their spans at different times.
        for (String name : List.of("POST /events", "send events", "process events", "INSERT events_store")) {
            awaitSpans(trace, name, name.equals("process events") ? 2 : 1);
        }
        System.out.println(COLLECTOR.tree(trace));

        Collected request = only(trace, "POST /events");
        assertThat(request.service()).isEqualTo("weir-gateway");
        assertThat(request.kind()).isEqualTo("SERVER");
        assertThat(request.parentId()).isEqualTo(CLIENT_SPAN);
        assertThat(request.attributes())
                .containsEntry("http.request.method", "POST")
                .containsEntry("http.route", "/events")
                .containsEntry("http.response.status_code", "207")
                .containsEntry("weir.events.accepted", "2")
                .containsEntry("weir.events.rejected", "1")
                .containsEntry(
                        "weir.request.id",
                        answer.headers().firstValue("X-Request-ID").orElseThrow());
        Collected sent = only(trace, "send events");
        assertThat(sent.kind()).isEqualTo("PRODUCER");
        assertThat(sent.parentId()).isEqualTo(request.id());
        assertThat(sent.attributes())
                .containsEntry("messaging.system", "kafka")
                .containsEntry("messaging.destination.name", "events")
                .containsEntry("messaging.batch.message_count", "2");
        List<Collected> processed = spans(trace, "process events");
        assertThat(processed).allSatisfy(span -> {
            assertThat(span.service()).isEqualTo("weir-job");
            assertThat(span.kind()).isEqualTo("CONSUMER");
            assertThat(span.parentId()).isEqualTo(sent.id());
            assertThat(span.attributes()).containsEntry("weir.event.outcome", "counted");
        });
        assertThat(spans(trace, "INSERT events_store")).allSatisfy(span -> {
            assertThat(span.service()).isEqualTo("weir-job");
            assertThat(span.kind()).isEqualTo("CLIENT");
            assertThat(span.parentId())
                    .isIn(processed.stream().map(Collected::id).toArray());
            assertThat(span.attributes()).containsEntry("db.system.name", "clickhouse");
        });
    }

    @Test
    void unsampledRequestHasNoTrace() throws Exception {
        String quiet = traceId();
        assertThat(post(quiet, NOT_SAMPLED, event("quiet")).statusCode()).isEqualTo(200);
        assertThat(post(null, SAMPLED, event("of-nobody")).statusCode()).isEqualTo(200);
        // This trace was sent later. Once it has arrived, spans of the earlier requests would have arrived too.
        String after = traceId();
        post(after, SAMPLED, event("after"));
        awaitSpans(after, "INSERT events_store", 1);

        assertThat(COLLECTOR.trace(quiet)).isEmpty();
    }

    @Test
    void traceOfADuplicateEndsInTheJob() throws Exception {
        post(traceId(), SAMPLED, event("again"));
        String trace = traceId();
        post(trace, SAMPLED, event("again"));
        awaitSpans(trace, "process events", 1);
        String after = traceId();
        post(after, SAMPLED, event("after-again"));
        awaitSpans(after, "INSERT events_store", 1);

        assertThat(only(trace, "process events").attributes()).containsEntry("weir.event.outcome", "duplicate");
        assertThat(spans(trace, "INSERT events_store")).isEmpty();
    }

    @Test
    void queryIsTracedToClickHouse() throws Exception {
        String trace = traceId();
        HttpRequest request = HttpRequest.newBuilder(WEIR.stack().gatewayUrl().resolve("/metrics?metric=views"))
                .header("traceparent", traceParent(trace, SAMPLED))
                .build();
        assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);

        awaitSpans(trace, "SELECT weir", 1);
        awaitSpans(trace, "GET /metrics", 1);
        assertThat(only(trace, "SELECT weir").parentId())
                .isEqualTo(only(trace, "GET /metrics").id());
    }

    @Test
    void logLineHasRequestAndTraceIds() throws Exception {
        String trace = traceId();
        String requestId = post(trace, SAMPLED, event("logged"))
                .headers()
                .firstValue("X-Request-ID")
                .orElseThrow();

        await().atMost(PATIENCE).untilAsserted(() -> {
            List<JsonNode> lines = logLines(requestId);
            assertThat(lines).isNotEmpty();
            JsonNode line = lines.get(0);
            assertThat(line.get("message").asText()).isEqualTo("Request completed");
            assertThat(line.get("route").asText()).isEqualTo("/events");
            assertThat(line.get("status").asText()).isEqualTo("200");
            assertThat(line.get("trace_id").asText()).isEqualTo(trace);
            assertThat(line.has("timestamp") && line.has("level") && line.has("logger") && line.has("thread"))
                    .isTrue();
        });
    }

    @Test
    void jobExportsItsMetrics() throws Exception {
        post(null, SAMPLED, event("measured") + "\n" + event("measured"));
        WEIR.awaitFresh();

        await().atMost(PATIENCE).untilAsserted(() -> {
            String scraped = scrapeOfTheJob();
            assertThat(sum(scraped, "read_total")).isGreaterThanOrEqualTo(2);
            assertThat(sum(scraped, "read_total"))
                    .isEqualTo(sum(scraped, "counted_total")
                            + sum(scraped, "duplicates_total")
                            + sum(scraped, "dead_letters_total"));
            assertThat(sum(scraped, "duplicates_total")).isGreaterThanOrEqualTo(1);
            assertThat(sum(scraped, "late_total")).isZero();
            assertThat(sum(scraped, "remembered_identities")).isPositive();
            assertThat(sum(scraped, "log_lag_records")).isZero();
            assertThat(sum(scraped, "log_lag_seconds")).isZero();
            assertThat(sum(scraped, "watermark_lag_seconds")).isBetween(0.0, 60.0);
            assertThat(scraped).contains("flink_jobmanager_job_numberOfCompletedCheckpoints{");
            assertThat(scraped).contains("flink_jobmanager_job_lastCheckpointCompletedTimestamp{");
        });
    }

    @Test
    void gatewayExportsKafkaMetrics() throws Exception {
        post(null, SAMPLED, event("sent"));

        String scraped = new Operator(WEIR.stack()).get("/prometheus").body();
        assertThat(scraped)
                .contains(
                        "kafka_producer_buffer_available_bytes{",
                        "kafka_producer_record_error_total{",
                        "kafka_producer_record_retry_total{",
                        "kafka_producer_request_latency_avg{");
        assertThat(scraped).containsPattern("weir_budget_used\\{budget=\"kafka_bytes\"} 0\\.0");
    }

    /** A metric or a label that Prometheus does not find makes an empty panel, or an alert that never fires. */
    @Test
    void alertsAndDashboardsUseExistingMetrics(@TempDir Path folder) throws Exception {
        AlertRules rules = AlertRules.read();
        List<PromQl> expressions = Stream.concat(
                        rules.expressions().stream(), Dashboard.read("pipeline.json").expressions().stream())
                .map(PromQl::new)
                .toList();
        assertThat(expressions).hasSizeGreaterThan(80);
        post(null, SAMPLED, event("charted") + "\n{}");
        sendReading();
        WEIR.awaitFresh();

        try (GatewayServer withTls = startGatewayWithTls(folder)) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                Map<String, Set<String>> labelsOfMetrics = new Scrape()
                        .add(new Operator(WEIR.stack()).get("/prometheus").body())
                        .add(scrapeWithTls(withTls))
                        .add(scrapeOfTheJob())
                        .add(rules.recorded())
                        .add(OtherExporters.labelsOfMetrics())
                        .labelsOfMetrics();
                for (PromQl expression : expressions) {
                    assertThat(expression.metrics())
                            .as(expression.toString())
                            .isNotEmpty()
                            .isSubsetOf(labelsOfMetrics.keySet());
                    assertThat(expression.labels())
                            .as(expression.toString())
                            .isSubsetOf(expression.metrics().stream()
                                    .flatMap(metric -> labelsOfMetrics.getOrDefault(metric, Set.of()).stream())
                                    .collect(Collectors.toSet()));
                }
            });
        }
    }

    @Test
    void clickHouseHasTheMetricsThatAlertsAskItFor() throws Exception {
        List<String> asked = AlertRules.read().expressions().stream()
                .flatMap(expression -> new PromQl(expression).metrics().stream())
                .toList();
        assertThat(OtherExporters.labelsOfMetrics().keySet())
                .allSatisfy(name -> assertThat(asked).contains(name));

        assertThat(WEIR.sql("SELECT metric FROM system.metrics").split("\n", -1))
                .containsAll(OtherExporters.CLICKHOUSE_METRICS);
        assertThat(OtherExporters.namesInTheEngine(OtherExporters.CLICKHOUSE_EVENTS))
                .isEqualTo(OtherExporters.CLICKHOUSE_EVENTS);
        assertThat(OtherExporters.namesInTheEngine(OtherExporters.CLICKHOUSE_ASYNCHRONOUS_METRICS))
                .isEqualTo(OtherExporters.CLICKHOUSE_ASYNCHRONOUS_METRICS);
    }

    @Test
    void theGatewayShowsHowFreshTheTablesAreAndWhichSchemaTheyHave() throws Exception {
        post(null, SAMPLED, event("fresh"));
        WEIR.awaitFresh();

        await().atMost(PATIENCE).untilAsserted(() -> {
            String scraped = new Operator(WEIR.stack()).get("/prometheus").body();
            String version = Integer.toString(Migrator.newestVersion());
            assertThat(scraped).contains("weir_schema_version " + version, "weir_schema_required_version " + version);
            assertThat(scraped).contains("weir_kafka_up 1.0", "weir_kafka_under_replicated_partitions 0.0");
            Matcher freshness = Pattern.compile(
                            "weir_freshness_timestamp_seconds\\{table=\"video_views_daily\"} (\\S+)")
                    .matcher(scraped);
            assertThat(freshness.find()).isTrue();
            assertThat(Double.parseDouble(freshness.group(1)))
                    .isBetween(
                            Instant.now().getEpochSecond() - 60.0, Instant.now().getEpochSecond() + 1.0);
        });
    }

    @Test
    void businessDashboardShowsRows() throws Exception {
        post(null, SAMPLED, event("shown") + "\n" + """
                {"event_id":"bought","type":"purchase","user_id":"ada","value":2.5,"properties":{"plan":"pro"}}""");
        Instant now = Instant.now();
        Event early =
                Event.of("early", Event.VIDEO_VIEW, now.toEpochMilli(), "ada").withVideoId("v1");
        // Received a day before it happened: the job refuses it, and it becomes a dead letter.
        new Operator(WEIR.stack()).write(early, now.minus(Duration.ofDays(1)));
        WEIR.awaitFresh();
        Dashboard dashboard = Dashboard.read("business.json");
        String metrics = WEIR.sql(dashboard.statementOf("metric"));
        assertThat(metrics).isEqualTo("purchases\nrevenue");
        GrafanaMacros macros = new GrafanaMacros(now.minus(Duration.ofDays(7)), now.plus(Duration.ofHours(1)));

        for (String statement : dashboard.statements()) {
            for (String metric : metrics.split("\n", -1)) {
                String expanded =
                        macros.expand(statement.replace("$metric", metric).replace("$step", "minute"));
                await().atMost(PATIENCE)
                        .untilAsserted(() ->
                                assertThat(WEIR.sql(expanded)).as(expanded).isNotEmpty());
            }
        }
    }

    private String scrapeOfTheJob() throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(WEIR.stack().flinkMetricsUrl().resolve("/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** A second gateway, because the certificate is measured only with TLS. */
    private static GatewayServer startGatewayWithTls(Path folder) {
        AUTHORITY.issue("localhost").writeTo(folder);
        return GatewayServer.start(Map.of(
                "WEIR_TLS_CERTIFICATE",
                        TestAuthority.Issued.certificateIn(folder).toString(),
                "WEIR_TLS_KEY", TestAuthority.Issued.keyIn(folder).toString(),
                "WEIR_HTTP_PORT", "0",
                "WEIR_MANAGEMENT_PORT", "0",
                "WEIR_GRPC_PORT", "0",
                "WEIR_KAFKA_BOOTSTRAP_SERVERS", WEIR.stack().kafkaBootstrapServers(),
                "WEIR_CLICKHOUSE_URL", WEIR.stack().clickHouseUrl().toString()));
    }

    private static String scrapeWithTls(GatewayServer gateway) throws IOException, InterruptedException {
        return HttpClient.newBuilder()
                .sslContext(AUTHORITY.trusted())
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create("https://localhost:"
                                        + gateway.managementAddress().getPort() + "/prometheus"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static void sendReading() {
        ManagedChannel channel = NettyChannelBuilder.forTarget(WEIR.stack().grpcTarget())
                .usePlaintext()
                .build();
        try {
            IngestorGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(60, TimeUnit.SECONDS)
                    .logMetrics(Reading.newBuilder()
                            .setServiceName("checkout")
                            .setMetricName("latency")
                            .setValue(1)
                            .build());
        } finally {
            channel.shutdownNow();
        }
    }

    private HttpResponse<String> post(@Nullable String trace, String flags, String lines) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        WEIR.stack().gatewayUrl().resolve("/events"))
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(lines));
        if (trace != null) {
            request.header("traceparent", traceParent(trace, flags));
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static List<JsonNode> logLines(String requestId) throws IOException {
        ObjectMapper json = new ObjectMapper();
        return Files.readAllLines(WEIR.stack().gateway().log()).stream()
                .filter(line -> line.contains(requestId))
                .map(line -> {
                    try {
                        return json.readTree(line);
                    } catch (IOException notJson) {
                        throw new AssertionError(line, notJson);
                    }
                })
                .toList();
    }

    private static void awaitSpans(String trace, String name, int count) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(spans(trace, name))
                .as("%s in %s", name, COLLECTOR.tree(trace))
                .hasSizeGreaterThanOrEqualTo(count));
    }

    private static List<Collected> spans(String trace, String name) {
        return COLLECTOR.trace(trace).stream()
                .filter(span -> span.name().equals(name))
                .toList();
    }

    private static Collected only(String trace, String name) {
        List<Collected> spans = spans(trace, name);
        assertThat(spans).as("%s in %s", name, COLLECTOR.tree(trace)).hasSize(1);
        return spans.get(0);
    }

    /** A metric with groups, one without, and a histogram, which the dashboard leaves out. */
    private static String metricsFile() {
        try {
            Path file = Files.createTempFile("metrics", ".yaml");
            file.toFile().deleteOnExit();
            return Files.writeString(file, """
                            metrics:
                              - {name: revenue, type: purchase, aggregate: sum, of: value, by: [properties.plan]}
                              - {name: purchases, type: purchase, aggregate: count}
                              - {name: prices, type: purchase, aggregate: histogram, of: value, buckets: [1, 10]}
                            """).toString();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The sum over all subtasks and operators. */
    private static double sum(String scraped, String metric) {
        Matcher samples = Pattern.compile(
                        "^flink_taskmanager_job_task_operator_weir_" + metric + "\\{.*} (\\S+)$", Pattern.MULTILINE)
                .matcher(scraped);
        assertThat(samples.find()).as(metric).isTrue();
        return samples.reset()
                .results()
                .mapToDouble(sample -> Double.parseDouble(sample.group(1)))
                .sum();
    }

    private static String traceId() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private static String traceParent(String trace, String flags) {
        return "00-" + trace + "-" + CLIENT_SPAN + "-" + flags;
    }

    private static String event(String id) {
        return "{\"event_id\":\"" + id + "\",\"user_id\":\"ada\",\"video_id\":\"v1\"}";
    }
}
