package dev.weir.gateway.tracing;

import io.opentelemetry.context.propagation.TextMapGetter;
import io.undertow.server.HttpServerExchange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request's headers, for what reads {@code traceparent} from them. {@code tracestate} and {@code baggage} are lists, and may stand
 * on several lines (W3C Trace Context, section 3.3.1.1); two {@code traceparent} are none.
 */
enum RequestHeaders implements TextMapGetter<HttpServerExchange> {
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
