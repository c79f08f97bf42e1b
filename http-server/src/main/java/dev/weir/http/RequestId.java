// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.opentelemetry.context.Scope;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import org.jspecify.annotations.Nullable;

/**
 * Gives every request an id for its response, its log lines and its trace: its {@code X-Request-ID} if that is usable,
 * otherwise a new UUID.
 */
public final class RequestId implements HttpHandler {
    private static final HttpString HEADER = new HttpString("X-Request-ID");
    private static final int MAX_LENGTH = 128;

    private final ThreadLocal<UuidV7> uuids = ThreadLocal.withInitial(UuidV7::new);
    private final HttpHandler next;

    public RequestId(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        String id = given(exchange);
        if (id == null) {
            id = uuids.get().next(System.currentTimeMillis()).toString();
        }
        exchange.getResponseHeaders().put(HEADER, id);
        try (Scope ignored = RequestContext.named(exchange, id).makeCurrent()) {
            next.handleRequest(exchange);
        }
    }

    private static @Nullable String given(HttpServerExchange exchange) {
        HeaderValues values = exchange.getRequestHeaders().get(HEADER);
        return values != null && values.size() == 1 && isUsable(values.getFirst()) ? values.getFirst() : null;
    }

    /** Allows only characters that have no special meaning in a log, a shell or a page. */
    static boolean isUsable(String id) {
        if (id.isEmpty() || id.length() > MAX_LENGTH) {
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
