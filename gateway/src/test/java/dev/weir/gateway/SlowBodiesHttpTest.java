// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.gateway.TestGateway.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Tests that clients that send slowly, or too much at a time, are refused, and that others are not. */
@Execution(ExecutionMode.CONCURRENT)
class SlowBodiesHttpTest {
    private static final String GOOD = "{\"user_id\":\"u\",\"video_id\":\"v\"}";
    private static final long BUDGET_BYTES = 8L << 20;

    @Test
    void endsABodyThatNeverCompletes() throws Exception {
        try (TestGateway gateway = gateway(Map.of("WEIR_BODY_TIMEOUT", "300ms"));
                Socket slow = sending(gateway, 1_000_000, 400_000)) {
            assertSlow(slow, "300 ms");
            awaitUsed(gateway, "body_bytes", 0);
            awaitUsed(gateway, "incomplete_body_bytes", 0);
            awaitUsed(gateway, "requests", 0);
            assertThat(metric(gateway, "weir_http_refused_total{code=\"slow_body\",listener=\"http\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void endsABodyThatIsTooSlow() throws Exception {
        try (TestGateway gateway = gateway(Map.of("WEIR_BODY_TIMEOUT", "3s"));
                Socket slow = sending(gateway, 1_000_000, 10)) {
            CompletableFuture<Void> drip = CompletableFuture.runAsync(() -> {
                try {
                    while (true) {
                        slow.getOutputStream().write(' ');
                        TimeUnit.MILLISECONDS.sleep(50);
                    }
                } catch (IOException cutOff) {
                    // Expected: the server closed the connection.
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            });

            assertSlow(slow, "1024 bytes a second");
            drip.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void disconnectsAClientThatKeepsSendingAfterARefusal() throws Exception {
        try (TestGateway gateway = gateway(Map.of());
                Socket refused = sending(gateway, 40_000_000, 10)) {
            assertThat(new String(refused.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 413")
                    .contains("too_large");
        }
    }

    @Test
    void slowBodiesLeaveRoomForFastOnes() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (TestGateway gateway = gateway(Map.of())) {
            for (int i = 0; i < 500; i++) {
                slow.add(sending(gateway, 1_000_000, 20_000));
            }
            await().untilAsserted(() -> assertThat(
                            metric(gateway, "weir_http_refused_total{code=\"queue_full\",listener=\"http\"}")
                                    + metric(gateway, "weir_http_refused_total{code=\"slow_body\",listener=\"http\"}"))
                    .isGreaterThan(300));

            assertThat(used(gateway, "body_bytes")).isBetween(1L << 20, BUDGET_BYTES / 2);
            assertThat(gateway.post(GOOD).status()).isEqualTo(200);
            assertThat(gateway.post(GOOD + " ".repeat(10_000)).status()).isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void limitsTheNumberOfWaitingBodies() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (TestGateway gateway = gateway(Map.of("WEIR_MAX_REQUESTS_IN_FLIGHT", "8"))) {
            for (int i = 0; i < 5; i++) {
                slow.add(sending(gateway, 1_000, 10));
            }
            await().untilAsserted(() -> assertThat(used(gateway, "requests")).isEqualTo(4));
            await().untilAsserted(() -> assertThat(
                            metric(gateway, "weir_http_refused_total{code=\"queue_full\",listener=\"http\"}"))
                    .isEqualTo(1));

            assertThat(postInOnePiece(gateway, GOOD)).startsWith("HTTP/1.1 200");
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void limitsTheNumberOfRequestsInProgress() throws Exception {
        try (TestGateway gateway = gateway(Map.of("WEIR_MAX_REQUESTS_IN_FLIGHT", "3"))) {
            gateway.publisher.keepAcknowledgementsBack();
            List<CompletableFuture<Answer>> waiting =
                    Stream.generate(() -> gateway.postLater(GOOD)).limit(3).toList();
            await().until(() -> gateway.publisher.waiting() == 3);

            Answer refused = gateway.post(GOOD);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.errorCode()).isEqualTo("queue_full");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            gateway.publisher.acknowledgeAll();
            for (CompletableFuture<Answer> answer : waiting) {
                assertThat(answer.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
            }
            assertThat(gateway.post(GOOD).status()).isEqualTo(200);
        }
    }

    @Test
    void refusesBodiesBeyondItsMemoryBudget() throws Exception {
        List<Socket> senders = new ArrayList<>();
        try (TestGateway gateway = gateway(Map.of())) {
            for (int i = 0; i < 40; i++) {
                senders.add(sending(gateway, 1_000_000, 900_000));
            }
            await().untilAsserted(() -> assertThat(
                            metric(gateway, "weir_http_refused_total{code=\"queue_full\",listener=\"http\"}"))
                    .isGreaterThanOrEqualTo(32));

            assertThat(used(gateway, "body_bytes"))
                    .as("what is held of 36 MB that were sent")
                    .isGreaterThan(1 << 20)
                    .isLessThanOrEqualTo(BUDGET_BYTES);
            assertThat(gateway.get("/health").status()).isEqualTo(200);
            senders.subList(0, 40).forEach(SlowBodiesHttpTest::leave);
            awaitUsed(gateway, "body_bytes", 0);
            assertThat(gateway.post(GOOD + " ".repeat(3_000_000)).status()).isEqualTo(200);
        } finally {
            senders.forEach(SlowBodiesHttpTest::leave);
        }
    }

    private static TestGateway gateway(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("WEIR_MAX_IN_FLIGHT", "8MiB");
        return new TestGateway(BUDGET_BYTES, all);
    }

    /** Announces a body and sends a part of it. */
    private static Socket sending(TestGateway gateway, int announced, int sent) throws IOException {
        Socket socket =
                new Socket(gateway.address().getAddress(), gateway.address().getPort());
        socket.setSoTimeout(25_000);
        try {
            socket.getOutputStream()
                    .write(
                            ("POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                                            + announced + "\r\n\r\n" + " ".repeat(sent))
                                    .getBytes(UTF_8));
        } catch (IOException refusedAlready) {
            // Expected if there is no room for the body.
        }
        return socket;
    }

    /**
     * Sends the headers and the body in one piece, so that the body never counts as incomplete. A client that writes
     * them separately could not guarantee this.
     */
    private static String postInOnePiece(TestGateway gateway, String body) throws IOException {
        try (Socket socket =
                new Socket(gateway.address().getAddress(), gateway.address().getPort())) {
            socket.setSoTimeout(25_000);
            socket.getOutputStream()
                    .write(
                            ("POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                                            + body.length() + "\r\nConnection: close\r\n\r\n" + body)
                                    .getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static void assertSlow(Socket socket, String why) throws IOException {
        assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                .startsWith("HTTP/1.1 408")
                .contains("Connection: close", "\"code\":\"slow_body\"", why);
    }

    private static void leave(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static void awaitUsed(TestGateway gateway, String budget, long bytes) {
        await().untilAsserted(() -> assertThat(used(gateway, budget)).isEqualTo(bytes));
    }

    private static long used(TestGateway gateway, String budget) {
        return metric(gateway, "weir_budget_used{budget=\"" + budget + "\"}");
    }

    private static long metric(TestGateway gateway, String name) {
        return ManagementMetrics.of(gateway).value(name);
    }
}
