// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static dev.weir.gateway.TestGrpc.reading;
import static dev.weir.gateway.TestGrpc.reasonOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.proto.v1.LogMetricsResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Closes a gateway while calls are in progress. */
class GrpcDrainTest {
    private final TestGateway gateway = new TestGateway(8L << 20, Map.of("WEIR_DRAIN_TIMEOUT", "60s"));
    private final TestGrpc client = new TestGrpc(gateway);

    @Test
    void finishesCallsInProgress() throws Exception {
        gateway.publisher.keepAcknowledgementsBack();
        CompletableFuture<LogMetricsResponse> call = client.logLater(reading());
        await().until(() -> gateway.publisher.waiting() == 1);

        CompletableFuture<Void> closing = drain();
        gateway.publisher.acknowledgeAll();

        assertThat(call.get(60, TimeUnit.SECONDS).getId()).isNotEmpty();
        closing.get(60, TimeUnit.SECONDS);
        assertThat(gateway.publisher.events()).hasSize(1);
        client.close();
    }

    @Test
    void endsStreamsAfterTheirReadingsAreAcknowledged() throws Exception {
        gateway.publisher.keepAcknowledgementsBack();
        TestGrpc.Stream stream = client.stream().send(reading());
        await().until(() -> gateway.publisher.waiting() == 1);

        CompletableFuture<Void> closing = drain();
        assertThat(stream.answer).isNotDone();
        gateway.publisher.acknowledgeAll();

        StatusRuntimeException ended = stream.failure();
        assertThat(ended.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(reasonOf(ended)).isEqualTo("draining");
        assertThat(ended.getStatus().getDescription()).contains("1 readings of the stream are durable");
        closing.get(60, TimeUnit.SECONDS);
        client.close();
    }

    @Test
    void doesNotWaitForClientsThatWatchItsHealth() throws Exception {
        TestGateway patient = new TestGateway(8L << 20, Map.of("WEIR_DRAIN_TIMEOUT", "10m"));
        try (TestGrpc watcher = new TestGrpc(patient)) {
            Iterator<HealthCheckResponse> states =
                    HealthGrpc.newBlockingStub(watcher.channel).watch(HealthCheckRequest.getDefaultInstance());
            assertThat(states.next().getStatus()).isEqualTo(ServingStatus.SERVING);

            CompletableFuture<Void> closing = CompletableFuture.runAsync(patient.server::close);

            assertThat(states.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
            closing.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void closesOnce() throws Exception {
        gateway.server.close();

        CompletableFuture.runAsync(gateway.server::close).get(60, TimeUnit.SECONDS);
    }

    /** Begins to close the gateway, and returns when it takes no more calls. */
    private CompletableFuture<Void> drain() {
        CompletableFuture<Void> closing = CompletableFuture.runAsync(gateway.server::close);
        await().until(() -> !takesCalls());
        assertThat(closing).isNotDone();
        return closing;
    }

    private boolean takesCalls() {
        try (TestGrpc another = new TestGrpc(gateway)) {
            var unused = HealthGrpc.newBlockingStub(another.channel).check(HealthCheckRequest.getDefaultInstance());
            return true;
        } catch (StatusRuntimeException refused) {
            assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            return false;
        }
    }
}
