// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Measures the requests of a port. Counts the error responses by code. On a timed port, also times every request by
 * method, route and status, from its first line to the last byte of its response. Of an {@link OpenEndedResponse} only
 * the time to its beginning counts.
 */
public final class RequestMetrics implements HttpHandler {
    private record Kind(String method, String route, int status) {}

    private static final AttachmentKey<ApiError> ERROR = AttachmentKey.create(ApiError.class);
    private static final AttachmentKey<Measured> MEASURED = AttachmentKey.create(Measured.class);

    private final MeterRegistry registry;
    private final boolean isTimed;
    private final HttpHandler next;
    private final Map<ApiError, Counter> refused = new EnumMap<>(ApiError.class);
    private final LongAdder active = new LongAdder();
    private final ConcurrentMap<Kind, Timer> timers = new ConcurrentHashMap<>();

    /** @param listener the name of the port */
    public RequestMetrics(String listener, boolean isTimed, MeterRegistry registry, HttpHandler next) {
        this.registry = registry;
        this.isTimed = isTimed;
        this.next = next;
        for (ApiError error : ApiError.values()) {
            refused.put(error, refused(listener, error, registry));
        }
        if (isTimed) {
            Gauge.builder("weir.http.requests.active", active, LongAdder::sum)
                    .description("Requests in progress, until the last byte of the response")
                    .register(registry);
        }
    }

    static Counter refused(String listener, ApiError error, MeterRegistry registry) {
        return Counter.builder("weir.http.refused")
                .description("Error responses, by code")
                .tag("listener", listener)
                .tag("code", error.code())
                .register(registry);
    }

    /** Notes the error that is sent for a request. */
    static void note(HttpServerExchange exchange, ApiError error) {
        exchange.putAttachment(ERROR, error);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        Measured measured = new Measured(System.nanoTime());
        active.increment();
        exchange.putAttachment(MEASURED, measured);
        exchange.addExchangeCompleteListener((done, listener) -> {
            ApiError error = done.getAttachment(ERROR);
            if (error != null) {
                Objects.requireNonNull(refused.get(error)).increment();
            }
            measured.end(done);
            listener.proceed();
        });
        next.handleRequest(exchange);
    }

    /** Ends the measurement of a request now, because its response does not end by itself. */
    static void endMeasurement(HttpServerExchange exchange) {
        Measured measured = exchange.getAttachment(MEASURED);
        if (measured != null) {
            measured.end(exchange);
        }
    }

    /** The measurement of a request, which ends once. */
    private final class Measured {
        private final long start;
        private final AtomicBoolean hasEnded = new AtomicBoolean();

        Measured(long start) {
            this.start = start;
        }

        void end(HttpServerExchange exchange) {
            if (!hasEnded.compareAndSet(false, true)) {
                return;
            }
            active.decrement();
            if (isTimed) {
                timers.computeIfAbsent(kindOf(exchange), RequestMetrics.this::timer)
                        .record(Duration.ofNanos(System.nanoTime() - start));
            }
        }
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
