// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.tracing;

import dev.weir.http.RequestContext;
import dev.weir.http.Routes;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.semconv.ErrorAttributes;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.UrlAttributes;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import org.jspecify.annotations.Nullable;

/**
 * Creates a span for each request (OpenTelemetry semantic conventions, "HTTP server"), as a child of the client's span
 * if the client sends {@code traceparent}. The span has the route, but not the path or the query, which may name users.
 */
final class RequestTracing implements HttpHandler {
    private static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey("weir.request.id");

    private final Tracer tracer;
    private final TextMapPropagator propagator;
    private final HttpHandler next;

    RequestTracing(OpenTelemetry telemetry, HttpHandler next) {
        this.tracer = telemetry.getTracer("dev.weir.gateway");
        this.propagator = telemetry.getPropagators().getTextMapPropagator();
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        Context parent = propagator.extract(RequestContext.of(exchange), exchange, TraceHeaders.GETTER);
        Span span = tracer.spanBuilder("HTTP")
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .startSpan();
        if (span.isRecording()) {
            exchange.addExchangeCompleteListener((done, listener) -> {
                end(span, done);
                listener.proceed();
            });
        }
        try (Scope ignored = RequestContext.keep(exchange, parent.with(span)).makeCurrent()) {
            next.handleRequest(exchange);
        }
    }

    /** The route is known only at the end of the request. */
    private static void end(Span span, HttpServerExchange exchange) {
        int status = exchange.getStatusCode();
        String route = Routes.routeOf(exchange);
        String method = Routes.methodOf(exchange);
        boolean known = !method.equals(Routes.OTHER);
        if (!route.equals(Routes.OTHER)) {
            span.updateName((known ? method : "HTTP") + " " + route);
            span.setAttribute(HttpAttributes.HTTP_ROUTE, route);
        }
        span.setAttribute(HttpAttributes.HTTP_REQUEST_METHOD, known ? method : "_OTHER");
        span.setAttribute(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, (long) status);
        span.setAttribute(UrlAttributes.URL_SCHEME, exchange.getRequestScheme());
        @Nullable String requestId = RequestContext.requestIdOf(RequestContext.of(exchange));
        if (requestId != null) {
            span.setAttribute(REQUEST_ID, requestId);
        }
        if (status >= 500) {
            span.setStatus(StatusCode.ERROR);
            span.setAttribute(ErrorAttributes.ERROR_TYPE, Integer.toString(status));
        }
        span.end();
    }
}
