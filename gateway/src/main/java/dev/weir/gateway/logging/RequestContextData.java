package dev.weir.gateway.logging;

import dev.weir.gateway.http.RequestContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import java.util.Map;
import org.apache.logging.log4j.core.util.ContextDataProvider;
import org.jspecify.annotations.Nullable;

/**
 * Adds the request that a thread works for, and its trace, to the lines that the thread logs. Log4j finds it by its name in
 * {@code META-INF/services} and asks it for each line: a request that nothing is logged about costs nothing here.
 */
public final class RequestContextData implements ContextDataProvider {
    @Override
    public Map<String, String> supplyContextData() {
        Context context = Context.current();
        @Nullable String requestId = RequestContext.requestIdOf(context);
        if (requestId == null) {
            return Map.of();
        }
        SpanContext span = Span.fromContext(context).getSpanContext();
        return span.isSampled()
                ? Map.of("request_id", requestId, "trace_id", span.getTraceId(), "span_id", span.getSpanId())
                : Map.of("request_id", requestId);
    }
}
