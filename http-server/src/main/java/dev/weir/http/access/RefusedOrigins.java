// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import io.undertow.server.HttpServerExchange;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs refused origins, each once a minute at most, so that a page cannot fill the log. */
final class RefusedOrigins {
    private static final Logger log = LoggerFactory.getLogger(RefusedOrigins.class);

    private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[A-Za-z0-9.:\\[\\]_-]{1,255}");
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST_REMEMBERED = 100;

    private final ConcurrentMap<String, Long> logged = new ConcurrentHashMap<>();

    /** The origin as the browser sent it, or a description if it is missing or unsafe to print. */
    static String printable(@Nullable String origin) {
        if (origin == null) {
            return "another site";
        }
        return ORIGIN.matcher(origin).matches() ? origin : "an origin without a name";
    }

    void log(String origin, HttpServerExchange exchange) {
        long now = System.nanoTime();
        if (logged.size() >= MOST_REMEMBERED) {
            logged.values().removeIf(last -> now - last > PAUSE_NANOS);
        }
        if (logged.size() >= MOST_REMEMBERED && !logged.containsKey(origin)) {
            return;
        }
        Long last = logged.put(origin, now);
        if (last == null || now - last > PAUSE_NANOS) {
            log.atWarn()
                    .addKeyValue("origin", origin)
                    .addKeyValue("method", exchange.getRequestMethod())
                    .log("A page was refused because WEIR_CORS_ORIGINS does not list its origin");
        } else {
            logged.put(origin, last);
        }
    }
}
