// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Counts all error responses of a port by code. */
public final class RefusalMetrics implements HttpHandler {
    private final HttpHandler next;
    private final Map<ApiError, Counter> refused = new EnumMap<>(ApiError.class);

    /** @param listener the name of the port */
    public RefusalMetrics(String listener, MeterRegistry registry, HttpHandler next) {
        this.next = next;
        for (ApiError error : ApiError.values()) {
            refused.put(error, counter(listener, error, registry));
        }
    }

    static Counter counter(String listener, ApiError error, MeterRegistry registry) {
        return Counter.builder("weir.http.refused")
                .description("Error responses, by code")
                .tag("listener", listener)
                .tag("code", error.code())
                .register(registry);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        exchange.addExchangeCompleteListener((done, listener) -> {
            ApiError error = ErrorAnswers.sentTo(done);
            if (error != null) {
                Objects.requireNonNull(refused.get(error)).increment();
            }
            listener.proceed();
        });
        next.handleRequest(exchange);
    }
}
