// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Publishes keys like an issuer of tokens. Tests can change the keys, and let the server hang or stop. */
final class JwksServer implements AutoCloseable {
    private final HttpServer server;
    private final AtomicInteger served = new AtomicInteger();
    private volatile List<JWK> keys;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    JwksServer(JWK... keys) {
        this.keys = List.of(keys);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.createContext("/keys", exchange -> {
            served.incrementAndGet();
            try {
                gate.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            byte[] body = new JWKSet(this.keys).toString().getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
    }

    void rotate(JWK... next) {
        keys = List.of(next);
    }

    /** Blocks all requests until {@link #goOn}. */
    void hang() {
        gate = new CountDownLatch(1);
    }

    void goOn() {
        gate.countDown();
    }

    int served() {
        return served.get();
    }

    @Override
    public void close() {
        goOn();
        server.stop(0);
    }
}
