// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The user name and password that requests must send: in {@code Authorization}, in ClickHouse's own headers, or in the
 * URL.
 */
record Credentials(String user, String password) {
    private static final HttpString USER = new HttpString("X-ClickHouse-User");
    private static final HttpString KEY = new HttpString("X-ClickHouse-Key");
    private static final String BASIC = "basic ";

    /** @throws EngineException with ClickHouse's own error if the credentials are wrong */
    void check(HttpServerExchange exchange) throws EngineException {
        Credentials sent = of(exchange);
        boolean isRight = isSame(sent.user(), user) && isSame(sent.password(), password);
        if (!isRight) {
            throw failed(sent.user()
                    + ": Authentication failed: password is incorrect, or there is no user with such name.");
        }
    }

    private static Credentials of(HttpServerExchange exchange) throws EngineException {
        @Nullable String authorization = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
        @Nullable String user = exchange.getRequestHeaders().getFirst(USER);
        @Nullable String key = exchange.getRequestHeaders().getFirst(KEY);
        @Nullable String userOfUrl = parameter(exchange, "user");
        @Nullable String passwordOfUrl = parameter(exchange, "password");
        int ways = (authorization == null ? 0 : 1)
                + (user == null && key == null ? 0 : 1)
                + (userOfUrl == null && passwordOfUrl == null ? 0 : 1);
        if (ways > 1) {
            throw failed(
                    "Invalid authentication: use one of the Authorization header, the X-ClickHouse headers, and the"
                            + " parameters user and password.");
        }
        if (authorization != null) {
            return ofBasic(authorization);
        }
        return user != null || key != null ? of(user, key) : of(userOfUrl, passwordOfUrl);
    }

    private static Credentials of(@Nullable String user, @Nullable String password) {
        return new Credentials(user == null || user.isEmpty() ? "default" : user, password == null ? "" : password);
    }

    private static Credentials ofBasic(String authorization) throws EngineException {
        if (!authorization.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
            throw failed("Invalid authentication: '" + authorization.split(" ", 2)[0]
                    + "' HTTP Authorization scheme is not supported; Basic is.");
        }
        try {
            String pair = new String(
                    Base64.getDecoder()
                            .decode(authorization.substring(BASIC.length()).strip()),
                    StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? of(pair, "") : of(pair.substring(0, colon), pair.substring(colon + 1));
        } catch (IllegalArgumentException notBase64) {
            throw failed("Invalid authentication: the Authorization header is not Base64.");
        }
    }

    private static @Nullable String parameter(HttpServerExchange exchange, String name) {
        @Nullable Deque<String> values = exchange.getQueryParameters().get(name);
        return values == null ? null : values.getLast();
    }

    /** Compares in constant time. */
    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static EngineException failed(String message) {
        return new EngineException(516, "AUTHENTICATION_FAILED", message);
    }

    @Override
    public String toString() {
        return "Credentials[user=" + user + "]";
    }
}
