// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import dev.weir.http.ApiError;
import dev.weir.http.ErrorAnswers;
import dev.weir.http.RequestHeaders;
import dev.weir.http.admission.Admission;
import dev.weir.http.admission.Client;
import dev.weir.http.admission.RateLimits;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Applies the rate limits and refuses unknown API keys.
 *
 * <p>An API key identifies a client; without one, its address does. A request with an unknown key counts against its
 * address first, so guessing keys is limited, too.
 */
final class RateGuard implements HttpHandler {
    private static final HttpString API_KEY = new HttpString("X-API-Key");
    private static final HttpString LIMIT = new HttpString("RateLimit-Limit");
    private static final HttpString REMAINING = new HttpString("RateLimit-Remaining");
    private static final HttpString RESET = new HttpString("RateLimit-Reset");

    private final @Nullable RateLimits limits;
    private final ApiKeys keys;
    private final HttpHandler next;

    /**
     * @param limits null if there are no limits and only keys are checked
     * @param keys if empty, the header is ignored
     */
    RateGuard(@Nullable RateLimits limits, ApiKeys keys, HttpHandler next) {
        this.limits = limits;
        this.keys = keys;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        @Nullable String shown = keys.isEmpty() ? null : RequestHeaders.list(exchange, API_KEY);
        @Nullable String name = shown == null ? null : keys.nameOf(shown);
        if (limits != null && !admit(limits, exchange, name)) {
            return;
        }
        if (shown != null && name == null) {
            exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, "ApiKey realm=\"weir\"");
            ErrorAnswers.send(
                    exchange,
                    ApiError.INVALID_API_KEY,
                    "The key in X-API-Key is unknown. Send a known key, or omit the header.");
            return;
        }
        next.handleRequest(exchange);
    }

    private boolean admit(RateLimits rates, HttpServerExchange exchange, @Nullable String name) {
        Admission admission =
                rates.admit(name == null ? Client.at(ClientAddress.of(exchange)) : new Client.Named(name));
        HeaderMap answer = exchange.getResponseHeaders();
        answer.put(LIMIT, Long.toString(admission.limit()));
        answer.put(REMAINING, Long.toString(admission.remaining()));
        answer.put(RESET, Long.toString(wholeSeconds(admission.full())));
        if (!admission.admitted()) {
            long seconds = Math.max(1, wholeSeconds(admission.retryAfter()));
            answer.put(Headers.RETRY_AFTER, Long.toString(seconds));
            ErrorAnswers.send(
                    exchange, ApiError.RATE_LIMITED, "Too many requests; send this again in " + seconds + " s.");
        }
        return admission.admitted();
    }

    private static long wholeSeconds(Duration duration) {
        return duration.plusNanos(999_999_999).toSeconds();
    }
}
