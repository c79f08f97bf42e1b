// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** Times every request by method, route and status, from its first line to the last byte of its response. */
public final class RequestMetrics implements HttpHandler {
    private record Kind(String method, String route, int status) {}

    private final MeterRegistry registry;
    private final HttpHandler next;
    private final LongAdder active = new LongAdder();
    private final ConcurrentMap<Kind, Timer> timers = new ConcurrentHashMap<>();

    public RequestMetrics(MeterRegistry registry, HttpHandler next) {
        this.registry = registry;
        this.next = next;
        Gauge.builder("weir.http.requests.active", active, LongAdder::sum)
                .description("Requests in progress, until the last byte of the response")
                .register(registry);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        long start = System.nanoTime();
        active.increment();
        exchange.addExchangeCompleteListener((done, listener) -> {
            active.decrement();
            timers.computeIfAbsent(kindOf(done), this::timer).record(Duration.ofNanos(System.nanoTime() - start));
            listener.proceed();
        });
        next.handleRequest(exchange);
    }

    private static Kind kindOf(HttpServerExchange exchange) {
        return new Kind(Routes.methodOf(exchange), Routes.routeOf(exchange), exchange.getStatusCode());
    }

    private Timer timer(Kind kind) {
        return Timer.builder("weir.http.requests")
                .description("Duration of requests, from the first line to the last byte of the response")
                .tag("method", kind.method())
                .tag("route", kind.route())
                .tag("status", Integer.toString(kind.status()))
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(registry);
    }
}
