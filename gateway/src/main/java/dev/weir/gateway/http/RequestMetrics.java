package dev.weir.gateway.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Times every request by method, route and status, from its first line to the last byte of its answer. */
public final class RequestMetrics implements HttpHandler {
    private record Kind(String method, String route, int status) {}

    private final MeterRegistry registry;
    private final HttpHandler next;
    private final ConcurrentMap<Kind, Timer> timers = new ConcurrentHashMap<>();

    public RequestMetrics(MeterRegistry registry, HttpHandler next) {
        this.registry = registry;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        long start = System.nanoTime();
        exchange.addExchangeCompleteListener((done, listener) -> {
            timers.computeIfAbsent(kindOf(done), this::timer).record(Duration.ofNanos(System.nanoTime() - start));
            listener.proceed();
        });
        next.handleRequest(exchange);
    }

    /** A method that no route takes is not named: clients may invent them without end. */
    private static Kind kindOf(HttpServerExchange exchange) {
        int status = exchange.getStatusCode();
        String route = Routes.routeOf(exchange);
        boolean known = !route.equals(Routes.OTHER) && status != 405;
        return new Kind(known ? exchange.getRequestMethod().toString() : "other", route, status);
    }

    private Timer timer(Kind kind) {
        return Timer.builder("weir.http.requests")
                .description("Requests, from the first line to the last byte of the answer")
                .tag("method", kind.method())
                .tag("route", kind.route())
                .tag("status", Integer.toString(kind.status()))
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(registry);
    }
}
