// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.tracing;

import io.opentelemetry.context.propagation.TextMapGetter;
import io.undertow.server.HttpServerExchange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's headers for trace propagation.
 *
 * <p>{@code tracestate} and {@code baggage} are lists and may span several header lines (W3C Trace Context, section
 * 3.3.1.1). A request with two {@code traceparent} headers counts as having none.
 */
enum TraceHeaders implements TextMapGetter<HttpServerExchange> {
    GETTER;

    @Override
    public Iterable<String> keys(HttpServerExchange exchange) {
        return exchange.getRequestHeaders().getHeaderNames().stream()
                .map(Object::toString)
                .toList();
    }

    @Override
    public @Nullable String get(@Nullable HttpServerExchange exchange, String name) {
        List<String> values =
                exchange == null ? null : exchange.getRequestHeaders().get(name);
        if (values == null) {
            return null;
        }
        return values.size() == 1 || !name.equals("traceparent") ? String.join(",", values) : null;
    }
}
