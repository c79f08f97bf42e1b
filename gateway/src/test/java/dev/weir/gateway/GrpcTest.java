// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static dev.weir.gateway.TestGrpc.fieldOf;
import static dev.weir.gateway.TestGrpc.reading;
import static dev.weir.gateway.TestGrpc.reasonOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.rpc.RetryInfo;
import dev.weir.event.Event;
import dev.weir.proto.v1.IngestorGrpc;
import dev.weir.proto.v1.LogMetricsResponse;
import dev.weir.proto.v1.Reading;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests {@code LogMetrics} over real sockets. */
class GrpcTest {
    private static final String ADA = "key-of-ada-0123456789";

    private TestGateway gateway = new TestGateway();
    private TestGrpc client = new TestGrpc(gateway);

    @AfterEach
    void stop() {
        client.close();
        gateway.close();
    }

    private void restart(long maxInFlightBytes, Map<String, String> environment) {
        stop();
        gateway = new TestGateway(maxInFlightBytes, environment);
        client = new TestGrpc(gateway);
    }

    @Test
    void returnsTheRequestIdInTheTrailers() {
        Metadata.Key<String> requestId = Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);
        AtomicReference<Metadata> trailers = new AtomicReference<>();
        var unused = client.stub("x-request-id", "r-17")
                .withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(new AtomicReference<>(), trailers))
                .logMetrics(reading().build());
        Metadata ofRefusal = client.refusal(reading().clearValue()).getTrailers();

        assertThat(Objects.requireNonNull(trailers.get()).get(requestId)).isEqualTo("r-17");
        assertThat(UUID.fromString(Objects.requireNonNull(ofRefusal).get(requestId))
                        .version())
                .isEqualTo(7);
    }

    @Test
    void storesAReadingAsAnEvent() {
        Instant time = Instant.now().minusSeconds(60);
        LogMetricsResponse response = client.log(reading()
                .setTime(
                        Timestamp.newBuilder().setSeconds(time.getEpochSecond()).setNanos(250_999_999))
                .setId("r-1")
                .putAttributes("route", "/pay")
                .putAttributes("code", "200")
                .setUnit("ms"));

        assertThat(response.getId()).isEqualTo("r-1");
        assertThat(response.getToken()).isNotEmpty();
        assertThat(gateway.publisher.events())
                .containsExactly(
                        new Event(
                                "r-1",
                                false,
                                "metric",
                                time.getEpochSecond() * 1_000 + 250,
                                "checkout",
                                null,
                                null,
                                12.5,
                                "{\"metric_name\":\"latency\",\"unit\":\"ms\",\"attributes\":{\"code\":\"200\",\"route\":\"/pay\"}}"));
    }

    @Test
    void assignsAnIdAndTheTimeOfReceipt() {
        LogMetricsResponse response = client.log(reading());

        Event event = gateway.publisher.events().get(0);
        assertThat(event.eventIdAssigned()).isTrue();
        assertThat(event.eventId()).isEqualTo(response.getId()).hasSize(36);
        assertThat(event.timestamp())
                .isEqualTo(gateway.publisher.batches().get(0).receivedAt());
        assertThat(event.properties()).isEqualTo("{\"metric_name\":\"latency\"}");
    }

    private record Bad(String field, String code, String message, UnaryOperator<Reading.Builder> change) {
        @Override
        public String toString() {
            return field + " " + code;
        }
    }

    static Stream<Bad> badReadings() {
        return Stream.of(
                new Bad("service_name", "missing_field", "required", Reading.Builder::clearServiceName),
                new Bad("service_name", "junk_identity", "service_name 'NULL'", r -> r.setServiceName("NULL")),
                new Bad("service_name", "too_long", "128", r -> r.setServiceName("s".repeat(129))),
                new Bad("metric_name", "missing_field", "required", Reading.Builder::clearMetricName),
                new Bad("metric_name", "too_long", "255", r -> r.setMetricName("m".repeat(256))),
                new Bad("metric_name", "invalid_value", "U+0007", r -> r.setMetricName("a\u0007")),
                new Bad("value", "missing_field", "required", Reading.Builder::clearValue),
                new Bad("value", "invalid_value", "finite", r -> r.setValue(Double.NaN)),
                new Bad("value", "invalid_value", "finite", r -> r.setValue(Double.NEGATIVE_INFINITY)),
                new Bad("time", "too_old", "time 1970-01-01", r -> r.setTime(Timestamp.getDefaultInstance())),
                new Bad(
                        "time",
                        "in_future",
                        "time",
                        r -> r.setTime(Timestamp.newBuilder().setSeconds(1L << 40))),
                new Bad("id", "too_long", "id has 65", r -> r.setId("x".repeat(65))),
                new Bad("id", "invalid_value", "id is blank", r -> r.setId("")),
                new Bad("unit", "too_long", "unit has 300", r -> r.setUnit("u".repeat(300))),
                new Bad("attributes", "too_long", "attributes have", r -> r.putAttributes("a", "x".repeat(8192))));
    }

    @ParameterizedTest
    @MethodSource("badReadings")
    void namesTheFieldThatBreaksARule(Bad bad) {
        StatusRuntimeException refused = client.refusal(bad.change().apply(reading()));

        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refused.getStatus().getDescription()).contains(bad.message());
        assertThat(fieldOf(refused)).isEqualTo(bad.field());
        assertThat(reasonOf(refused)).isEqualTo(bad.code());
        assertThat(gateway.publisher.events()).isEmpty();
    }

    @Test
    void refusesAMessageThatIsNotAReading() {
        MethodDescriptor<ByteString, LogMetricsResponse> method = IngestorGrpc.getLogMetricsMethod().toBuilder(
                        new Bytes(), IngestorGrpc.getLogMetricsMethod().getResponseMarshaller())
                .build();
        ByteString garbage = ByteString.copyFrom(new byte[] {0x12, 0x7F, 1});

        assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(client.channel, method, CallOptions.DEFAULT, garbage))
                .isInstanceOfSatisfying(StatusRuntimeException.class, refused -> {
                    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
                    assertThat(reasonOf(refused)).isEqualTo("malformed_json");
                });
        assertThat(client.log(reading()).getId()).isNotEmpty();
    }

    @Test
    void refusesAMessageOverTheLimit() {
        StatusRuntimeException refused = client.refusal(reading().putAttributes("a", "x".repeat(33_000)));

        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(client.log(reading()).getId()).isNotEmpty();
    }

    @Test
    void isUnavailableWhileKafkaIsUnavailable() {
        gateway.publisher.breakLog();
        StatusRuntimeException refused = client.refusal(reading());
        gateway.publisher.mendLog();

        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(reasonOf(refused)).isEqualTo("kafka_unavailable");
        assertThat(TestGrpc.status(refused).getDetailsList()).anyMatch(detail -> detail.is(RetryInfo.class));
        assertThat(client.log(reading()).getId()).isNotEmpty();
    }

    @Test
    void returnsResourceExhaustedWhileTooMuchIsInFlight() throws Exception {
        restart(150, Map.of());
        gateway.publisher.keepAcknowledgementsBack();
        CompletableFuture<LogMetricsResponse> first = client.logLater(reading());
        await().until(() -> gateway.publisher.waiting() == 1);

        StatusRuntimeException refused = client.refusal(reading());
        gateway.publisher.acknowledgeAll();

        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(reasonOf(refused)).isEqualTo("queue_full");
        assertThat(first.get(60, TimeUnit.SECONDS).getId()).isNotEmpty();
    }

    @Test
    void limitsTheCallsInProgress() throws Exception {
        restart(8L << 20, Map.of("WEIR_MAX_REQUESTS_IN_FLIGHT", "2"));
        gateway.publisher.keepAcknowledgementsBack();
        List<CompletableFuture<LogMetricsResponse>> inFlight = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            inFlight.add(client.logLater(reading()));
        }
        await().until(() -> gateway.publisher.waiting() == 2);

        StatusRuntimeException refused = client.refusal(reading());
        gateway.publisher.acknowledgeAll();
        for (CompletableFuture<LogMetricsResponse> call : inFlight) {
            call.get(60, TimeUnit.SECONDS);
        }

        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        await().untilAsserted(() -> assertThat(client.log(reading()).getId()).isNotEmpty());
    }

    @Test
    void endsACallAtItsDeadline() {
        gateway.publisher.keepAcknowledgementsBack();

        assertThatThrownBy(() -> client.stub()
                        .withDeadlineAfter(200, TimeUnit.MILLISECONDS)
                        .logMetrics(reading().build()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        late -> assertThat(late.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));

        // The late acknowledgement finds no client. The gateway continues.
        gateway.publisher.acknowledgeAll();
        assertThat(client.log(reading()).getId()).isNotEmpty();
    }

    @Test
    void endsACallIfItsMessageDoesNotArrive() throws Exception {
        restart(8L << 20, Map.of("WEIR_BODY_TIMEOUT", "100ms"));
        // A stream for the client, and so it may keep its message back.
        MethodDescriptor<Reading, LogMetricsResponse> method = IngestorGrpc.getLogMetricsMethod().toBuilder()
                .setType(MethodDescriptor.MethodType.CLIENT_STREAMING)
                .build();
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        ClientCalls.asyncClientStreamingCall(
                client.channel.newCall(method, CallOptions.DEFAULT), new StreamObserver<>() {
                    @Override
                    public void onNext(LogMetricsResponse unexpected) {}

                    @Override
                    public void onError(Throwable failed) {
                        end.complete(failed);
                    }

                    @Override
                    public void onCompleted() {}
                });

        StatusRuntimeException late = (StatusRuntimeException) end.get(60, TimeUnit.SECONDS);
        assertThat(late.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(reasonOf(late)).isEqualTo("slow_body");
        assertThat(client.log(reading()).getId()).isNotEmpty();
    }

    @Test
    void refusesUnknownApiKeys() {
        restart(8L << 20, Map.of("WEIR_API_KEYS", "ada:" + ADA));

        StatusRuntimeException refused = client.refusal(reading(), "x-api-key", "guessed-0123456789");

        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(reasonOf(refused)).isEqualTo("invalid_api_key");
        assertThat(client.stub("x-api-key", ADA).logMetrics(reading().build()).getId())
                .isNotEmpty();
        assertThat(client.log(reading()).getId()).isNotEmpty();
    }

    @Test
    void acceptsReadingsFromTheAllowlistOnly() {
        restart(8L << 20, Map.of("WEIR_INGEST_ALLOWLIST", "198.51.100.7", "WEIR_TRUSTED_PROXIES", "127.0.0.1"));

        StatusRuntimeException refused = client.refusal(reading());

        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(refused.getStatus().getDescription()).contains("127.0.0.1 is not on the allowlist");
        assertThat(client.stub("x-forwarded-for", "198.51.100.7")
                        .logMetrics(reading().build())
                        .getId())
                .isNotEmpty();
    }

    @Test
    void sharesTheRateLimitWithHttp() {
        restart(8L << 20, Map.of("WEIR_RATE_LIMIT_TOTAL", "1"));
        await().until(() -> gateway.post("{\"user_id\":\"u\",\"type\":\"t\"}").status() == 429);

        StatusRuntimeException refused = client.refusal(reading());

        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(reasonOf(refused)).isEqualTo("rate_limited");
    }

    @Test
    void countsReadingsLikeEvents() {
        client.log(reading());
        client.refusal(reading().clearValue());
        gateway.publisher.breakLog();
        client.refusal(reading());

        String scraped = gateway.send(HttpRequest.newBuilder(gateway.managementUri("/prometheus"))
                        .build())
                .raw()
                .body();
        assertThat(scraped)
                .contains(
                        "weir_events_received_total 3.0",
                        "weir_events_accepted_total 1.0",
                        "weir_events_failed_total 1.0",
                        "weir_events_rejected_total{code=\"missing_field\"} 1.0",
                        "weir_grpc_calls_seconds_count{method=\"LogMetrics\",status=\"OK\"} 1",
                        "weir_grpc_calls_seconds_count{method=\"LogMetrics\",status=\"UNAVAILABLE\"} 1",
                        "weir_http_connections{listener=\"grpc\"} 1.0");
    }

    @Test
    void limitsConnections() {
        restart(8L << 20, Map.of("WEIR_MAX_CONNECTIONS_PER_ADDRESS", "1"));
        client.log(reading());

        try (TestGrpc another = new TestGrpc(gateway)) {
            assertThat(another.refusal(reading()).getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        }
        client.log(reading());
    }

    @Test
    void isHealthyWhileKafkaIsAvailable() {
        HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(client.channel);
        HealthCheckRequest ingestor = HealthCheckRequest.newBuilder()
                .setService(IngestorGrpc.SERVICE_NAME)
                .build();
        assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
                .isEqualTo(ServingStatus.SERVING);

        gateway.publisher.breakLog();

        await().untilAsserted(
                        () -> assertThat(health.check(ingestor).getStatus()).isEqualTo(ServingStatus.NOT_SERVING));
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<ByteString> {
        @Override
        public InputStream stream(ByteString bytes) {
            return new ByteArrayInputStream(bytes.toByteArray());
        }

        @Override
        public ByteString parse(InputStream stream) {
            throw new IllegalStateException("Only requests are bytes.");
        }
    }
}
