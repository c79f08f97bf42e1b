// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.gateway.TestGateway.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FailuresHttpTest {
    private static final String GOOD = "{\"user_id\":\"u\",\"video_id\":\"v\"}";

    @Test
    void answersWith503WhileKafkaFails() {
        try (TestGateway gateway = new TestGateway()) {
            gateway.publisher.breakLog();
            Answer refused = gateway.post("[" + GOOD + ",{}]");
            gateway.publisher.mendLog();

            assertRefused(refused, "kafka_unavailable");
            assertThat(gateway.post(GOOD).status()).isEqualTo(200);
        }
    }

    @Test
    void failsARequestIfKafkaLosesItsEvents() throws Exception {
        try (TestGateway gateway = new TestGateway()) {
            gateway.publisher.keepAcknowledgementsBack();
            CompletableFuture<Answer> answer = gateway.postLater(GOOD);
            await().until(() -> gateway.publisher.waiting() == 1);
            gateway.publisher.breakLog();
            gateway.publisher.acknowledgeAll();

            assertRefused(answer.get(60, TimeUnit.SECONDS), "kafka_unavailable");
        }
    }

    @Test
    void refusesWhileTooMuchIsInFlightWithoutBlockingThreads() throws Exception {
        try (TestGateway gateway = new TestGateway(4_000, Map.of())) {
            gateway.publisher.keepAcknowledgementsBack();
            List<CompletableFuture<Answer>> waiting = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                waiting.add(gateway.postLater(GOOD));
            }
            await().until(() -> gateway.publisher.waiting() == 40);

            assertRefused(gateway.post("[" + (GOOD + ",").repeat(99) + GOOD + "]"), "queue_full");
            assertThat(gateway.get("/health").status()).isEqualTo(200);
            assertThat(waiting).noneMatch(CompletableFuture::isDone);
            gateway.publisher.acknowledgeAll();
            for (CompletableFuture<Answer> answer : waiting) {
                assertThat(answer.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void finishesRequestsInFlightAndRefusesNewOnesWhileDraining() throws Exception {
        TestGateway gateway = new TestGateway();
        gateway.publisher.keepAcknowledgementsBack();
        CompletableFuture<Answer> inFlight = gateway.postLater(GOOD);
        await().until(() -> gateway.publisher.waiting() == 1);

        CompletableFuture<Void> closing = CompletableFuture.runAsync(gateway.server::close);
        await().until(() -> gateway.get("/ready").raw().body().contains("\"gateway\":\"The gateway is stopping.\""));
        assertRefused(gateway.post(GOOD), "draining");
        assertThat(gateway.get("/health").status()).isEqualTo(200);
        assertThat(closing).isNotDone();
        assertThat(inFlight).isNotDone();

        gateway.publisher.acknowledgeAll();
        assertThat(inFlight.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
        closing.get(60, TimeUnit.SECONDS);
        assertThat(gateway.publisher.isClosed()).isTrue();
        assertThat(gateway.publisher.events()).hasSize(1);
    }

    @Test
    void stopsInTimeIfARequestNeverFinishes() throws Exception {
        TestGateway gateway = new TestGateway(8L << 20, Map.of("WEIR_DRAIN_TIMEOUT", "1s"));
        gateway.publisher.keepAcknowledgementsBack();
        CompletableFuture<Answer> inFlight = gateway.postLater(GOOD);
        await().until(() -> gateway.publisher.waiting() == 1);

        CompletableFuture.runAsync(gateway.server::close).get(30, TimeUnit.SECONDS);

        assertThat(gateway.publisher.isClosed()).isTrue();
        assertThat(inFlight.handle((answer, failure) -> failure != null || answer.status() != 200)
                        .get(60, TimeUnit.SECONDS))
                .as("nobody was told that it is durable")
                .isTrue();
    }

    @Test
    void isNotReadyWithoutKafka() {
        try (TestGateway gateway = new TestGateway(GatewayServer.start(Map.of(
                "WEIR_HTTP_PORT", "0",
                "WEIR_MANAGEMENT_PORT", "0",
                "WEIR_GRPC_PORT", "0",
                "WEIR_DRAIN_TIMEOUT", "1s",
                "WEIR_KAFKA_BOOTSTRAP_SERVERS", "not-there.invalid:9092",
                "WEIR_CLICKHOUSE_URL", "http://127.0.0.1:1")))) {
            assertRefused(gateway.post(GOOD), "kafka_unavailable");
            await().untilAsserted(() -> assertThat(gateway.get("/ready").raw().body())
                    .contains("\"kafka\":\"Kafka could not be checked", "\"clickhouse\":\"ClickHouse does"));
            assertThat(gateway.get("/ready").status()).isEqualTo(503);
        }
    }

    private static void assertRefused(Answer answer, String code) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.errorCode()).isEqualTo(code);
        assertThat(answer.header("Retry-After")).isEqualTo(code.equals("kafka_unavailable") ? "2" : "1");
    }
}
