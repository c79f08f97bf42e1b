// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.util.JsonFormat;
import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.weir.event.Event;
import dev.weir.gateway.TestGateway.Answer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests {@code POST /v1/metrics} as exporters use it. */
class OtlpHttpTest {
    private static final String JSON = "application/json";
    private static final String PROTOBUF = "application/x-protobuf";

    private TestGateway gateway = new TestGateway();

    @AfterEach
    void stop() {
        gateway.close();
    }

    private void restart(long maxInFlightBytes, Map<String, String> environment) {
        stop();
        gateway = new TestGateway(maxInFlightBytes, environment);
    }

    @Test
    void acceptsExportsOfTheSdk() {
        try (SdkMeterProvider sdk = SdkMeterProvider.builder()
                .setResource(io.opentelemetry.sdk.resources.Resource.create(
                        Attributes.of(AttributeKey.stringKey("service.name"), "checkout")))
                .registerMetricReader(PeriodicMetricReader.builder(OtlpHttpMetricExporter.builder()
                                .setEndpoint(gateway.uri("/v1/metrics").toString())
                                .setCompression("gzip")
                                .build())
                        .setInterval(Duration.ofHours(1))
                        .build())
                .build()) {
            Meter meter = sdk.get("test");
            meter.counterBuilder("orders").build().add(3, Attributes.of(AttributeKey.stringKey("plan"), "pro"));
            meter.gaugeBuilder("queue.depth").setUnit("{item}").build().set(2.5);
            meter.histogramBuilder("latency").build().record(7);

            assertThat(sdk.forceFlush().join(60, TimeUnit.SECONDS).isSuccess()).isTrue();
        }
        assertThat(gateway.publisher.events())
                .extracting(Event::type, Event::userId, Event::value, Event::properties)
                .contains(
                        tuple(
                                "metric",
                                "checkout",
                                3.0,
                                "{\"metric_name\":\"orders\",\"attributes\":{\"plan\":\"pro\"}}"),
                        tuple("metric", "checkout", 2.5, "{\"metric_name\":\"queue.depth\",\"unit\":\"{item}\"}"));
        assertThat(gateway.publisher.events())
                .noneMatch(event -> String.valueOf(event.properties()).contains("latency"))
                .noneMatch(Event::eventIdAssigned);
    }

    @Test
    void givesARetriedRequestTheSameIds() throws Exception {
        ExportMetricsServiceRequest request = request(gauge("load", point(1, "host", "a"), point(2, "host", "b")));

        assertThat(export(request)).isEqualTo(ExportMetricsServiceResponse.getDefaultInstance());
        List<String> first = ids();
        assertThat(first).hasSize(2).doesNotHaveDuplicates();
        export(request);

        assertThat(ids()).hasSize(4);
        assertThat(ids().subList(2, 4)).isEqualTo(first);
    }

    @Test
    void reportsUnsupportedDataPoints() throws Exception {
        ExportMetricsServiceResponse answer = export(request(
                gauge("load", point(1, "host", "a")),
                Metric.newBuilder()
                        .setName("latency")
                        .setHistogram(Histogram.newBuilder()
                                .addDataPoints(HistogramDataPoint.getDefaultInstance())
                                .addDataPoints(HistogramDataPoint.getDefaultInstance()))
                        .build(),
                gauge("load", point(1, "host", "a").clearValue())));

        assertThat(answer.getPartialSuccess().getRejectedDataPoints()).isEqualTo(3);
        assertThat(answer.getPartialSuccess().getErrorMessage())
                .isEqualTo("Metric 'latency' is a histogram; only gauges and sums are taken.");
        assertThat(gateway.publisher.events()).hasSize(1);
    }

    @Test
    void reportsTheMissingAttribute() throws Exception {
        ExportMetricsServiceRequest request = ExportMetricsServiceRequest.newBuilder()
                .addResourceMetrics(ResourceMetrics.newBuilder()
                        .addScopeMetrics(ScopeMetrics.newBuilder().addMetrics(gauge("load", point(1, "a", "b")))))
                .build();

        assertThat(export(request).getPartialSuccess().getErrorMessage())
                .isEqualTo("Metric 'load': The resource attribute service.name is required.");
    }

    @Test
    void ignoresPointsWithoutARecordedValue() throws Exception {
        ExportMetricsServiceResponse answer =
                export(request(gauge("load", point(1, "host", "a").clearValue().setFlags(1))));

        assertThat(answer).isEqualTo(ExportMetricsServiceResponse.getDefaultInstance());
        assertThat(gateway.publisher.events()).isEmpty();
    }

    @Test
    void acceptsAndReturnsJson() {
        Answer answer = gateway.post(
                "/v1/metrics", JSON, json(millisAgo(1), "\"asInt\":\"7\"").getBytes(UTF_8));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo(JSON);
        assertThat(answer.raw().body()).isEqualTo("{}");
        assertThat(gateway.publisher.events())
                .extracting(Event::userId, Event::value, Event::properties)
                .containsExactly(tuple(
                        "checkout",
                        7.0,
                        "{\"metric_name\":\"load\",\"attributes\":{\"a\":true,\"list\":[1,\"x\"],\"b\":1.5}}"));
    }

    @Test
    void givesJsonAndProtobufTheSameIds() throws Exception {
        String time = millisAgo(1);
        Answer answer =
                gateway.post("/v1/metrics", JSON, json(time, "\"asDouble\":1").getBytes(UTF_8));
        assertThat(answer.status()).isEqualTo(200);
        ExportMetricsServiceRequest.Builder same = ExportMetricsServiceRequest.newBuilder();
        JsonFormat.parser().ignoringUnknownFields().merge(json(time, "\"asDouble\":1"), same);
        export(same.build());

        assertThat(ids()).hasSize(2);
        assertThat(ids().get(0)).isEqualTo(ids().get(1));
    }

    @ParameterizedTest
    @CsvSource({"application/json,{", "application/json,[]", "application/x-protobuf,{"})
    void refusesABodyThatCannotBeRead(String type, String body) throws Exception {
        HttpResponse<byte[]> answer = post(type, body.getBytes(UTF_8));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(status(answer).getCode()).isEqualTo(Code.INVALID_ARGUMENT.getNumber());
        assertThat(status(answer).getMessage()).startsWith("The body is not");
    }

    @Test
    void refusesAnUnknownEncoding() throws Exception {
        HttpResponse<byte[]> answer = post(PROTOBUF, new byte[0], "Content-Encoding", "br");

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(status(answer).getCode()).isEqualTo(Code.INVALID_ARGUMENT.getNumber());
        assertThat(post("text/xml", new byte[0]).statusCode()).isEqualTo(415);
    }

    @Test
    void refusesTooManyDataPoints() throws Exception {
        Gauge.Builder points = Gauge.newBuilder();
        for (int i = 0; i < 10_001; i++) {
            points.addDataPoints(NumberDataPoint.newBuilder().setAsInt(i));
        }
        HttpResponse<byte[]> answer = post(
                PROTOBUF,
                request(Metric.newBuilder().setName("load").setGauge(points).build())
                        .toByteArray());

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(status(answer).getMessage()).contains("10001 data points; at most 10000");
    }

    @Test
    void refusesABodyWithTooManyObjects() throws Exception {
        Metric.Builder metric = Metric.newBuilder().setName("load");
        NumberDataPoint.Builder point = NumberDataPoint.newBuilder();
        for (int i = 0; i < 200_000; i++) {
            point.addAttributes(KeyValue.getDefaultInstance());
        }
        metric.setGauge(Gauge.newBuilder().addDataPoints(point).addDataPoints(point));

        HttpResponse<byte[]> answer = post(PROTOBUF, request(metric.build()).toByteArray());
        HttpResponse<byte[]> json = post(JSON, ("[" + "{},".repeat(400_000) + "{}]").getBytes(UTF_8));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(status(answer).getMessage()).contains("more than 300000 fields");
        assertThat(status(json).getMessage()).contains("more than 600000 tokens");
    }

    @Test
    void isRetryableWhileKafkaFails() throws Exception {
        gateway.publisher.breakLog();
        HttpResponse<byte[]> answer =
                post(PROTOBUF, request(gauge("load", point(1, "a", "b"))).toByteArray());

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("2");
        assertThat(status(answer).getCode()).isEqualTo(Code.UNAVAILABLE.getNumber());
    }

    @Test
    void isRetryableWhileTooMuchIsInFlight() throws Exception {
        restart(10, Map.of());

        HttpResponse<byte[]> answer =
                post(PROTOBUF, request(gauge("load", point(1, "a", "b"))).toByteArray());

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    }

    @Test
    void appliesAccessControlAndReturnsOtlpErrors() throws Exception {
        restart(
                8L << 20,
                Map.of(
                        "WEIR_INGEST_ALLOWLIST", "127.0.0.1,198.51.100.7",
                        "WEIR_TRUSTED_PROXIES", "127.0.0.1",
                        "WEIR_API_KEYS", "ada:key-of-ada-0123456789",
                        "WEIR_RATE_LIMIT_PER_CLIENT", "5"));
        byte[] body = request(gauge("load", point(1, "a", "b"))).toByteArray();

        HttpResponse<byte[]> stranger = post(PROTOBUF, body, "X-Forwarded-For", "203.0.113.9");
        HttpResponse<byte[]> guessed = post(PROTOBUF, body, "X-API-Key", "guessed-0123456789");
        HttpResponse<byte[]> limited = post(PROTOBUF, body);
        for (int i = 0; i < 1_000 && limited.statusCode() == 200; i++) {
            limited = post(PROTOBUF, body);
        }

        assertThat(stranger.statusCode()).isEqualTo(403);
        assertThat(status(stranger).getCode()).isEqualTo(Code.PERMISSION_DENIED.getNumber());
        assertThat(guessed.statusCode()).isEqualTo(401);
        assertThat(status(guessed).getCode()).isEqualTo(Code.UNAUTHENTICATED.getNumber());
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(status(limited).getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED.getNumber());
    }

    private List<String> ids() {
        return gateway.publisher.events().stream().map(Event::eventId).toList();
    }

    private ExportMetricsServiceResponse export(ExportMetricsServiceRequest request) throws Exception {
        HttpResponse<byte[]> answer = post(PROTOBUF, request.toByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(PROTOBUF);
        return ExportMetricsServiceResponse.parseFrom(answer.body());
    }

    private HttpResponse<byte[]> post(String type, byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.uri("/v1/metrics"))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static Status status(HttpResponse<byte[]> answer) throws Exception {
        if (answer.headers().firstValue("Content-Type").orElse("").equals(PROTOBUF)) {
            return Status.parseFrom(answer.body());
        }
        Status.Builder status = Status.newBuilder();
        JsonFormat.parser().merge(new String(answer.body(), UTF_8), status);
        return status.build();
    }

    private static ExportMetricsServiceRequest request(Metric... metrics) {
        return ExportMetricsServiceRequest.newBuilder()
                .addResourceMetrics(ResourceMetrics.newBuilder()
                        .setResource(Resource.newBuilder().addAttributes(attribute("service.name", "checkout")))
                        .addScopeMetrics(ScopeMetrics.newBuilder().addAllMetrics(List.of(metrics))))
                .build();
    }

    private static Metric gauge(String name, NumberDataPoint.Builder... points) {
        Gauge.Builder gauge = Gauge.newBuilder();
        for (NumberDataPoint.Builder point : points) {
            gauge.addDataPoints(point);
        }
        return Metric.newBuilder().setName(name).setGauge(gauge).build();
    }

    private static NumberDataPoint.Builder point(int secondsAgo, String key, String value) {
        return NumberDataPoint.newBuilder()
                .setTimeUnixNano(TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() - secondsAgo * 1_000L))
                .setAsDouble(0.5)
                .addAttributes(attribute(key, value));
    }

    private static KeyValue attribute(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    private static String millisAgo(long millis) {
        return (System.currentTimeMillis() - millis) + "000000";
    }

    private static String json(String timeUnixNano, String value) {
        return String.format(Locale.ROOT, """
                {"resourceMetrics":[{"resource":{"attributes":[
                  {"key":"service.name","value":{"stringValue":"checkout"}}]},
                 "scopeMetrics":[{"scope":{"name":"s"},"metrics":[{"name":"load","notKnownYet":1,"gauge":{"dataPoints":[
                  {"timeUnixNano":"%s",%s,"attributes":[
                   {"key":"a","value":{"boolValue":true}},
                   {"key":"list","value":{"arrayValue":{"values":[{"intValue":"1"},{"stringValue":"x"}]}}},
                   {"key":"b","value":{"doubleValue":1.5}}]}]}}]}]}]}""", timeUnixNano, value);
    }
}
