// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static dev.weir.gateway.TestGrpc.fieldOf;
import static dev.weir.gateway.TestGrpc.reading;
import static dev.weir.gateway.TestGrpc.reasonOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.event.Event;
import dev.weir.proto.v1.StreamMetricsResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests {@code StreamMetrics} over real sockets. */
class GrpcStreamTest {
    /** The readings that the gateway takes before the first is acknowledged. */
    private static final int WINDOW = 256;

    private final TestGateway gateway = new TestGateway();
    private final TestGrpc client = new TestGrpc(gateway);

    @AfterEach
    void stop() {
        client.close();
        gateway.close();
    }

    @Test
    void storesEveryReadingInOrder() throws Exception {
        TestGrpc.Stream stream = client.stream();
        for (int i = 0; i < 3_000; i++) {
            stream.send(reading().setId("r-" + i));
        }

        StreamMetricsResponse summary = stream.close();

        assertThat(summary.getAccepted()).isEqualTo(3_000);
        assertThat(summary.getRejected()).isZero();
        List<String> ids =
                gateway.publisher.events().stream().map(Event::eventId).toList();
        assertThat(ids)
                .isEqualTo(IntStream.range(0, 3_000).mapToObj(i -> "r-" + i).toList());
    }

    @Test
    void acceptsAnEmptyStream() throws Exception {
        assertThat(client.stream().close()).isEqualTo(StreamMetricsResponse.getDefaultInstance());
    }

    @Test
    void reportsTheReadingsThatBreakARule() throws Exception {
        StreamMetricsResponse summary = client.stream()
                .send(reading())
                .send(reading().clearMetricName())
                .send(reading())
                .send(reading().setServiceName("undefined"))
                .close();

        assertThat(summary.getAccepted()).isEqualTo(2);
        assertThat(summary.getRejected()).isEqualTo(2);
        assertThat(summary.getErrors(0).getIndex()).isEqualTo(1);
        assertThat(summary.getErrors(0).getField()).isEqualTo("metric_name");
        assertThat(summary.getErrors(0).getCode()).isEqualTo("missing_field");
        assertThat(summary.getErrors(1).getIndex()).isEqualTo(3);
        assertThat(summary.getErrors(1).getCode()).isEqualTo("junk_identity");
    }

    @Test
    void failsIfEveryReadingBreaksARule() throws Exception {
        TestGrpc.Stream stream =
                client.stream().send(reading().clearValue()).send(reading().clearMetricName());
        stream.halfClose();

        StatusRuntimeException refused = stream.failure();
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(fieldOf(refused)).isEqualTo("value");
    }

    @Test
    void acceptsOnlyAWindowOfReadingsWhileKafkaIsSlow() throws Exception {
        gateway.publisher.keepAcknowledgementsBack();
        TestGrpc.Stream stream = client.stream();
        int sent = 0;
        // The client notices as soon as the buffers between the two are full.
        while (stream.isReady() || sent < 2 * WINDOW) {
            stream.send(reading().putAttributes("filler", "x".repeat(1_000)));
            sent++;
        }
        await().until(() -> gateway.publisher.waiting() == WINDOW);
        assertThat(gateway.publisher.waiting()).isEqualTo(WINDOW);

        gateway.publisher.acknowledgeAll();

        assertThat(stream.close().getAccepted()).isEqualTo(sent);
    }

    @Test
    void failsIfKafkaFails() throws Exception {
        TestGrpc.Stream stream = client.stream().send(reading());
        await().until(() -> gateway.publisher.events().size() == 1);
        gateway.publisher.breakLog();
        stream.send(reading());

        StatusRuntimeException failed = stream.failure();
        assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(failed.getStatus().getDescription()).contains("1 readings of the stream are durable");
        assertThat(reasonOf(failed)).isEqualTo("kafka_unavailable");
    }

    @Test
    void continuesAfterAClientCancelled() throws Exception {
        gateway.publisher.keepAcknowledgementsBack();
        TestGrpc.Stream stream = client.stream().send(reading());
        await().until(() -> gateway.publisher.waiting() == 1);

        stream.cancel();
        gateway.publisher.acknowledgeAll();

        assertThat(client.stream().send(reading()).close().getAccepted()).isEqualTo(1);
        await().untilAsserted(() -> assertThat(gateway.send(HttpRequest.newBuilder(gateway.managementUri("/prometheus"))
                                .build())
                        .raw()
                        .body())
                .contains("weir_budget_used{budget=\"grpc_streams\"} 0.0"));
    }
}
