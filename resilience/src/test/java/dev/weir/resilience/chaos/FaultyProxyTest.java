// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.weir.local.FreePorts;
import dev.weir.resilience.chaos.Interference.Requests;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FaultyProxyTest {
    private static final String EVENT = "{\"event_id\":\"e1\"}";

    private final List<String> carriedOut = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final FaultyProxy proxy;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    FaultyProxyTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            carriedOut.add(body);
            exchange.sendResponseHeaders(200, 4);
            exchange.getResponseBody().write("done".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        proxy = new FaultyProxy(new FreePorts().next(), server.getAddress().getPort());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        server.stop(0);
    }

    @Test
    void forwardsTrafficByDefault() throws Exception {
        assertThat(post("/events", EVENT)).isEqualTo("done");
        proxy.interfere(new Interference.DropAnswers(Requests.INSERTS));
        assertThat(post("/events", EVENT)).isEqualTo("done");
        assertThat(carriedOut).hasSize(2);
        assertThat(proxy.interferences()).isZero();
    }

    @Test
    void dropsTheResponseOfACompletedRequest() {
        proxy.interfere(new Interference.DropAnswers(Requests.EVENTS));

        assertThatThrownBy(() -> post("/events", EVENT)).isInstanceOf(IOException.class);
        assertThat(carriedOut).containsExactly(EVENT);
    }

    @Test
    void refusesConnectionsAndAcceptsThemAgain() throws Exception {
        for (int i = 0; i < 50; i++) {
            proxy.refuse();
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
            proxy.acceptAgain();
            connect();
        }
        assertThat(post("/events", EVENT)).isEqualTo("done");
    }

    @Test
    void truncatesInserts() throws Exception {
        proxy.interfere(new Interference.CutRequests(Requests.INSERTS, new Random(1)));
        String insert = "INSERT INTO t VALUES " + "(1),".repeat(5_000);
        int failures = 0;
        for (int i = 0; i < 10; i++) {
            try {
                post("/", insert);
            } catch (IOException cutOff) {
                failures++;
            }
        }
        int failed = failures;
        assertThat(failed).isBetween(1, 10);
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(carriedOut).filteredOn(insert::equals).hasSize(10 - failed));
    }

    @Test
    void delaysResponses() throws Exception {
        Duration delay = Duration.ofMillis(300);
        proxy.interfere(new Interference.DelayAnswers(Requests.INSERTS, delay));
        long begin = System.nanoTime();
        assertThat(post("/", "INSERT INTO t VALUES (1)")).isEqualTo("done");
        assertThat(post("/?query=INSERT+INTO+t+FORMAT+RowBinary", "1")).isEqualTo("done");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(delay.multipliedBy(2));
    }

    @Test
    void acknowledgesSomeRequestsWithoutForwardingThem() throws Exception {
        proxy.interfere(new Interference.Lie(Requests.EVENTS, new Random(1)));
        int lies = 0;
        for (int i = 0; i < 100; i++) {
            String answer = post("/events", "[" + EVENT + "," + EVENT + "]");
            if (!answer.equals("done")) {
                assertThat(answer).isEqualTo("{\"accepted\":2,\"rejected\":0}");
                lies++;
            }
        }
        assertThat(lies).isBetween(1, 50);
        assertThat(carriedOut).hasSize(100 - lies);
    }

    private void connect() throws IOException {
        new Socket(InetAddress.getLoopbackAddress(), proxy.port()).close();
    }

    private String post(String path, String body) throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.port() + path))
                                .timeout(Duration.ofSeconds(60))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
