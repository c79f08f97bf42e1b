// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.opentelemetry.context.Scope;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Logs requests: at INFO if the response was a server error or slow, otherwise at DEBUG. It never logs what the client
 * sent: no query, body or header.
 */
public final class RequestLog implements HttpHandler {
    private static final Logger log = LoggerFactory.getLogger(RequestLog.class);
    private static final Duration SLOW = Duration.ofSeconds(1);

    private final HttpHandler next;

    public RequestLog(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        long start = System.nanoTime();
        exchange.addExchangeCompleteListener((done, listener) -> {
            long nanos = System.nanoTime() - start;
            boolean remarkable =
                    done.getStatusCode() >= 500 || (nanos >= SLOW.toNanos() && !OpenEndedResponse.is(done));
            Level level = remarkable ? Level.INFO : Level.DEBUG;
            if (log.isEnabledForLevel(level)) {
                write(level, done, nanos);
            }
            listener.proceed();
        });
        next.handleRequest(exchange);
    }

    private static void write(Level level, HttpServerExchange exchange, long nanos) {
        try (Scope ignored = RequestContext.of(exchange).makeCurrent()) {
            log.atLevel(level)
                    .addKeyValue("method", Routes.methodOf(exchange))
                    .addKeyValue("route", Routes.routeOf(exchange))
                    .addKeyValue("status", exchange.getStatusCode())
                    .addKeyValue("duration_ms", TimeUnit.NANOSECONDS.toMillis(nanos))
                    .addKeyValue("answer_bytes", exchange.getResponseBytesSent())
                    .log("Request completed");
        }
    }
}
