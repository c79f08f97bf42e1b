// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tests several requests on one connection, and the end of the connection. */
class KeepAliveHttpTest {
    private static final int CLIENTS = 16;

    @Test
    void answersPipelinedRequestsInTheirOrder() throws Exception {
        try (TestGateway gateway = new TestGateway();
                RawHttp client = new RawHttp(gateway.address())) {
            gateway.publisher.keepAcknowledgementsBack();

            client.send(RawHttp.get("/health")
                    + RawHttp.post("{\"type\":\"signup\",\"user_id\":\"u1\"}")
                    + RawHttp.get("/nowhere")
                    + RawHttp.get("/health"));
            assertThat(client.answer().status()).isEqualTo(200);
            await().until(() -> gateway.publisher.waiting() == 1);
            gateway.publisher.acknowledgeAll();

            assertThat(client.answer().body()).isEqualTo("{\"accepted\":1,\"rejected\":0}");
            assertThat(client.answer().status()).isEqualTo(404);
            assertThat(client.answer().body()).isEqualTo("{\"status\":\"alive\"}");
        }
    }

    @Test
    void announcesTheEndOfTheConnectionInTheLastResponse() throws Exception {
        TestGateway gateway = new TestGateway(8L << 20, Map.of("WEIR_DRAIN_TIMEOUT", "20s"));
        try (RawHttp inFlight = new RawHttp(gateway.address());
                RawHttp idle = new RawHttp(gateway.address())) {
            idle.send(RawHttp.get("/health"));
            assertThat(idle.answer().endsConnection()).isFalse();
            gateway.publisher.keepAcknowledgementsBack();
            inFlight.send(RawHttp.post("{\"type\":\"signup\",\"user_id\":\"u1\"}"));
            await().until(() -> gateway.publisher.waiting() == 1);

            CompletableFuture<Void> closing = CompletableFuture.runAsync(gateway.server::close);
            await().until(() -> gateway.get("/ready").status() == 503);
            idle.send(RawHttp.post("{\"type\":\"signup\",\"user_id\":\"u2\"}"));
            RawHttp.Answer late = idle.answer();
            gateway.publisher.acknowledgeAll();
            RawHttp.Answer last = inFlight.answer();

            assertThat(late.status()).isEqualTo(503);
            assertThat(late.endsConnection()).isTrue();
            assertThat(last.status()).isEqualTo(200);
            assertThat(last.endsConnection()).isTrue();
            closing.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void answersClientsThatNeverPause() throws Exception {
        TestGateway gateway = new TestGateway(8L << 20, Map.of("WEIR_DRAIN_TIMEOUT", "20s"));
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        AtomicInteger answered = new AtomicInteger();
        Callable<Integer> load = () -> untilTold(gateway, answered);
        try {
            List<Future<Integer>> ends = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                ends.add(clients.submit(load));
            }
            await().until(() -> answered.get() > 10 * CLIENTS);

            gateway.server.close();

            for (Future<Integer> end : ends) {
                assertThat(end.get(60, TimeUnit.SECONDS)).isIn(200, 503);
            }
            assertThat(gateway.publisher.events().size()).isLessThanOrEqualTo(answered.get());
        } finally {
            clients.shutdownNow();
        }
    }

    /**
     * Sends requests one after the other until a response ends the connection, and returns its status. Fails if a
     * request gets no response.
     */
    private static int untilTold(TestGateway gateway, AtomicInteger answered) throws IOException {
        try (RawHttp client = new RawHttp(gateway.address())) {
            while (true) {
                client.send(RawHttp.post("{\"type\":\"signup\",\"user_id\":\"u1\"}"));
                RawHttp.Answer answer = client.answer();
                answered.incrementAndGet();
                if (answer.endsConnection()) {
                    return answer.status();
                }
                assertThat(answer.status()).isEqualTo(200);
            }
        }
    }
}
