// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import dev.weir.http.RequestHeaders;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The API key of a producer that uses a client of Segment, where it is called the write key. Most clients send it as
 * the user name of HTTP Basic authentication, without a password. Some send it in the body.
 */
public final class WriteKey {
    private static final String BASIC = "Basic ";

    private WriteKey() {}

    /**
     * Checks a key from the body of a request. Returns null if the request is admitted, otherwise the code that sends
     * the response. Admits every key if none are configured, or if the request had a key in a header, which
     * {@link AccessControl} has checked.
     */
    public static @Nullable Runnable refusal(HttpServerExchange exchange, String key) {
        return RateGuard.refusalOfKeyInBody(exchange, key);
    }

    /** The user name of HTTP Basic authentication (RFC 7617); null if the request has none. */
    static @Nullable String of(HttpServerExchange exchange) {
        @Nullable String header = RequestHeaders.list(exchange, Headers.AUTHORIZATION);
        return header == null || !header.regionMatches(true, 0, BASIC, 0, BASIC.length())
                ? null
                : userOf(header.substring(BASIC.length()).strip());
    }

    /** An unreadable header is an unknown key. */
    private static String userOf(String credentials) {
        try {
            String text = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return colon < 0 ? text : text.substring(0, colon);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }
}
