package dev.weir.gateway.http;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import org.jspecify.annotations.Nullable;

/**
 * What goes with a request wherever something is done for it: its id and, where it is traced, its span.
 *
 * <p>It is kept at the exchange, and is the thread's current context while the thread works for the request: whoever hands
 * the request to another thread makes it current there. A line of the log takes it from the thread that writes it.
 */
public final class RequestContext {
    private static final ContextKey<String> REQUEST_ID = ContextKey.named("request_id");
    private static final AttachmentKey<Context> CONTEXT = AttachmentKey.create(Context.class);

    private RequestContext() {}

    /** The root for a request that was not named. */
    public static Context of(HttpServerExchange exchange) {
        Context context = exchange.getAttachment(CONTEXT);
        return context == null ? Context.root() : context;
    }

    /** The id of the request that a context goes with, or null. */
    public static @Nullable String requestIdOf(Context context) {
        return context.get(REQUEST_ID);
    }

    /** The span of a request, which takes attributes also where nothing is traced, and forgets them. */
    public static Span spanOf(HttpServerExchange exchange) {
        return Span.fromContext(of(exchange));
    }

    /** Of a request that never came to be one. */
    static Context named(String requestId) {
        return Context.root().with(REQUEST_ID, requestId);
    }

    static Context named(HttpServerExchange exchange, String requestId) {
        return keep(exchange, of(exchange).with(REQUEST_ID, requestId));
    }

    /** From now on this is the context of the request. */
    public static Context keep(HttpServerExchange exchange, Context context) {
        exchange.putAttachment(CONTEXT, context);
        return context;
    }
}
