// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import org.jspecify.annotations.Nullable;

/**
 * The context of a request: its id and, if it is traced, its span.
 *
 * <p>The exchange holds the context. It is also the current context of each thread that works for the request: code
 * that hands the request to another thread must make it current there. Log lines use the context of the thread that
 * writes them.
 */
public final class RequestContext {
    private static final ContextKey<String> REQUEST_ID = ContextKey.named("request_id");
    private static final AttachmentKey<Context> CONTEXT = AttachmentKey.create(Context.class);

    private RequestContext() {}

    /** Returns the root context if the request has no id yet. */
    public static Context of(HttpServerExchange exchange) {
        Context context = exchange.getAttachment(CONTEXT);
        return context == null ? Context.root() : context;
    }

    /** The id of the request in a context, or null. */
    public static @Nullable String requestIdOf(Context context) {
        return context.get(REQUEST_ID);
    }

    /** The span of a request. If nothing is traced, the span accepts attributes and discards them. */
    public static Span spanOf(HttpServerExchange exchange) {
        return Span.fromContext(of(exchange));
    }

    /** The context for a request that could not be parsed. */
    static Context named(String requestId) {
        return Context.root().with(REQUEST_ID, requestId);
    }

    static Context named(HttpServerExchange exchange, String requestId) {
        return keep(exchange, of(exchange).with(REQUEST_ID, requestId));
    }

    /** Sets the context of the request. */
    public static Context keep(HttpServerExchange exchange, Context context) {
        exchange.putAttachment(CONTEXT, context);
        return context;
    }
}
