package dev.weir.gateway.http;

import io.undertow.server.HttpServerExchange;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for, as its client has written it: the listener hands it on undecoded, and takes also what browsers do not
 * escape ({@code | { } ^ [ ] `}, a backslash, UTF-8).
 */
final class RequestTarget {
    private RequestTarget() {}

    /** What makes it one that nobody may send, in a sentence; null where it can be read. */
    static @Nullable String problemOf(HttpServerExchange exchange) {
        String path = exchange.getRequestPath();
        if (hasStranger(path) || hasStranger(exchange.getQueryString())) {
            return "The URL has a control character, or a #; write it with percent escapes, such as %23 for #.";
        }
        try {
            PercentEncoding.decodePath(path);
            return null;
        } catch (PercentEncoding.BadEscapeException bad) {
            return "The path " + bad.getMessage() + ".";
        }
    }

    /** The path, decoded; call it where there is no {@link #problemOf}. */
    static String pathOf(HttpServerExchange exchange) {
        try {
            return PercentEncoding.decodePath(exchange.getRequestPath());
        } catch (PercentEncoding.BadEscapeException bad) {
            throw new IllegalStateException("The path was not checked.", bad);
        }
    }

    private static boolean hasStranger(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 0x7F || c == '#' || c > 0xFF) {
                return true;
            }
        }
        return false;
    }
}
