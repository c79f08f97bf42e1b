// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ResponseCommitListener;
import io.undertow.util.Methods;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Drains a server: lets requests in flight finish, and refuses new POSTs with 503.
 *
 * <p>Reads continue until the socket closes, so that load balancers see the readiness change. Every response closes its
 * connection, so that the client knows that the connection is over.
 */
public final class Drain {
    /** Added to the number of requests when draining begins, so that one atomic value holds both. */
    private static final long DRAINING = 1L << 62;

    private final AtomicLong requests = new AtomicLong();
    private final Object idle = new Object();
    private final ResponseCommitListener lastAnswer = this::endConnectionWhereDraining;

    /** Counts the requests of a handler, and refuses some of them once draining has begun. */
    public HttpHandler wrap(HttpHandler next) {
        return exchange -> handle(exchange, next);
    }

    private void handle(HttpServerExchange exchange, HttpHandler next) throws Exception {
        boolean draining = requests.incrementAndGet() > DRAINING;
        exchange.addExchangeCompleteListener((done, listener) -> {
            if (requests.decrementAndGet() == DRAINING) {
                synchronized (idle) {
                    idle.notifyAll();
                }
            }
            listener.proceed();
        });
        exchange.addResponseCommitListener(lastAnswer);
        if (draining && exchange.getRequestMethod().equals(Methods.POST)) {
            ErrorAnswers.send(
                    exchange, ApiError.DRAINING, "The gateway is stopping; retry, at another gateway if there is one.");
            return;
        }
        next.handleRequest(exchange);
    }

    public boolean isDraining() {
        return requests.get() >= DRAINING;
    }

    /** Starts to refuse POSTs. */
    public void begin() {
        requests.updateAndGet(count -> count >= DRAINING ? count : count + DRAINING);
    }

    /** Waits until no request is in flight after {@link #begin}; returns false after the timeout. */
    public boolean awaitIdle(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        synchronized (idle) {
            while (requests.get() != DRAINING) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(idle, left);
            }
            return true;
        }
    }

    /** Applies also to requests that began before draining: their connections end with the pending response. */
    private void endConnectionWhereDraining(HttpServerExchange exchange) {
        if (isDraining()) {
            exchange.setPersistent(false);
        }
    }
}
