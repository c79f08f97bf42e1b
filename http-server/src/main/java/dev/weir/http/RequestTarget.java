// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.undertow.server.HttpServerExchange;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a request, as the client wrote it. The listener does not decode it, and accepts characters that browsers
 * do not escape ({@code | { } ^ [ ] `}, a backslash, UTF-8).
 */
final class RequestTarget {
    private RequestTarget() {}

    /** Why the URL is refused, in one sentence; null if it is valid. */
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

    /** The decoded path. Call it only if {@link #problemOf} returns null. */
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
