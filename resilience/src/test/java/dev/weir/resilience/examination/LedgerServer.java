// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.examination;

import com.sun.net.httpserver.HttpServer;
import dev.weir.testbed.WeirClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A gateway that only has {@code GET /reconcile}, with a response that the test sets. */
final class LedgerServer implements AutoCloseable {
    private final HttpServer server;
    private final AtomicInteger requests = new AtomicInteger();

    private volatile int status = 200;
    private volatile String body;

    LedgerServer(String body) throws IOException {
        this.body = body;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.createContext("/reconcile", exchange -> {
            byte[] bytes = this.body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
            requests.incrementAndGet();
        });
        server.start();
    }

    void show(int newStatus, String newBody) {
        status = newStatus;
        body = newBody;
    }

    /** The number of responses so far. */
    int requests() {
        return requests.get();
    }

    WeirClient client() {
        return new WeirClient(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), Duration.ofSeconds(10));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
