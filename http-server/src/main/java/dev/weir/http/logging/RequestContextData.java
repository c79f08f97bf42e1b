// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.logging;

import dev.weir.http.RequestContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import java.util.Map;
import org.apache.logging.log4j.core.util.ContextDataProvider;
import org.jspecify.annotations.Nullable;

/**
 * Adds the request id and the trace of the current request to log lines.
 *
 * <p>Log4j finds this class through {@code META-INF/services} and calls it once for each line. A request without log
 * lines costs nothing here.
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
