// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import org.jspecify.annotations.Nullable;

/**
 * The context of a request: its id and, if it is traced, its span. This handler creates the context. The id is for the
 * response, the log lines and the trace: the {@code X-Request-ID} that was sent if it is usable, otherwise a new UUID.
 *
 * <p>The exchange holds the context. It is also the current context of each thread that works for the request: code
 * that hands the request to another thread must make it current there. Log lines use the context of the thread that
 * writes them.
 */
public final class RequestContext implements HttpHandler {
    private static final HttpString HEADER = new HttpString("X-Request-ID");
    private static final int MAX_ID_LENGTH = 128;

    private static final ContextKey<String> REQUEST_ID = ContextKey.named("request_id");
    private static final AttachmentKey<Context> CONTEXT = AttachmentKey.create(Context.class);

    private static final ThreadLocal<UuidV7> UUIDS = ThreadLocal.withInitial(UuidV7::new);

    private final HttpHandler next;

    public RequestContext(HttpHandler next) {
        this.next = next;
    }

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

    /** The id of a request: the one that was sent if it is usable, otherwise a new one. */
    public static String idOf(@Nullable String sent) {
        return sent != null && isUsable(sent)
                ? sent
                : UUIDS.get().next(System.currentTimeMillis()).toString();
    }

    /** The context for a request of another protocol, or one that could not be parsed. */
    public static Context named(String requestId) {
        return Context.root().with(REQUEST_ID, requestId);
    }

    /** Sets the context of the request. */
    public static Context keep(HttpServerExchange exchange, Context context) {
        exchange.putAttachment(CONTEXT, context);
        return context;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        String id = idOf(given(exchange));
        exchange.getResponseHeaders().put(HEADER, id);
        try (Scope ignored = keep(exchange, of(exchange).with(REQUEST_ID, id)).makeCurrent()) {
            next.handleRequest(exchange);
        }
    }

    private static @Nullable String given(HttpServerExchange exchange) {
        HeaderValues values = exchange.getRequestHeaders().get(HEADER);
        return values != null && values.size() == 1 ? values.getFirst() : null;
    }

    /** Allows only characters that have no special meaning in a log, a shell or a page. */
    static boolean isUsable(String id) {
        if (id.isEmpty() || id.length() > MAX_ID_LENGTH) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean alphanumeric = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!alphanumeric && "-._~:/+=@".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
