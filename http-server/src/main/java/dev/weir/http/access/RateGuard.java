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
import io.undertow.util.AttachmentKey;
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
    /** The guard of a request whose headers have no key. The key may be in the body. */
    private static final AttachmentKey<RateGuard> WITHOUT_KEY = AttachmentKey.create(RateGuard.class);

    private static final HttpString API_KEY = new HttpString("X-API-Key");
    private static final HttpString LIMIT = new HttpString("RateLimit-Limit");
    private static final HttpString REMAINING = new HttpString("RateLimit-Remaining");
    private static final HttpString RESET = new HttpString("RateLimit-Reset");

    private final @Nullable RateLimits limits;
    private final ApiKeys keys;
    private final boolean takesWriteKeys;
    private final HttpHandler next;

    /**
     * @param limits null if there are no limits and only keys are checked
     * @param keys if empty, the header is ignored
     * @param takesWriteKeys whether the key may also be a {@link WriteKey}
     */
    RateGuard(@Nullable RateLimits limits, ApiKeys keys, boolean takesWriteKeys, HttpHandler next) {
        this.limits = limits;
        this.keys = keys;
        this.takesWriteKeys = takesWriteKeys;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        @Nullable String shown = keys.isEmpty() ? null : keyOf(exchange);
        @Nullable String name = shown == null ? null : keys.nameOf(shown);
        if (limits != null && !admit(limits, exchange, name)) {
            return;
        }
        if (shown != null && name == null) {
            refuseKey(
                    exchange,
                    takesWriteKeys
                            ? "The write key is unknown. Send a known key, or none."
                            : "The key in X-API-Key is unknown. Send a known key, or omit the header.");
            return;
        }
        if (takesWriteKeys && shown == null && !keys.isEmpty()) {
            exchange.putAttachment(WITHOUT_KEY, this);
        }
        next.handleRequest(exchange);
    }

    /** Checks a key from the body, as {@link WriteKey#refusal} describes. */
    static @Nullable Runnable refusalOfKeyInBody(HttpServerExchange exchange, String key) {
        RateGuard guard = exchange.getAttachment(WITHOUT_KEY);
        if (guard == null) {
            return null;
        }
        @Nullable String name = guard.keys.nameOf(key);
        if (name == null) {
            return () -> refuseKey(exchange, "The writeKey of the body is unknown. Send a known key, or none.");
        }
        // The request has already counted against the client's address and the total.
        @Nullable Admission admission = guard.limits == null ? null : guard.limits.admitKnown(new Client.Named(name));
        if (admission == null) {
            return null;
        }
        describe(exchange, admission);
        return admission.admitted() ? null : () -> refuse(exchange, admission);
    }

    private @Nullable String keyOf(HttpServerExchange exchange) {
        @Nullable String key = RequestHeaders.list(exchange, API_KEY);
        return key == null && takesWriteKeys ? WriteKey.of(exchange) : key;
    }

    private static void refuseKey(HttpServerExchange exchange, String message) {
        exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, "ApiKey realm=\"weir\"");
        ErrorAnswers.send(exchange, ApiError.INVALID_API_KEY, message);
    }

    private static boolean admit(RateLimits rates, HttpServerExchange exchange, @Nullable String name) {
        Admission admission =
                rates.admit(name == null ? Client.at(ClientAddress.of(exchange)) : new Client.Named(name));
        describe(exchange, admission);
        if (!admission.admitted()) {
            refuse(exchange, admission);
        }
        return admission.admitted();
    }

    private static void describe(HttpServerExchange exchange, Admission admission) {
        HeaderMap answer = exchange.getResponseHeaders();
        answer.put(LIMIT, Long.toString(admission.limit()));
        answer.put(REMAINING, Long.toString(admission.remaining()));
        answer.put(RESET, Long.toString(wholeSeconds(admission.full())));
    }

    private static void refuse(HttpServerExchange exchange, Admission admission) {
        long seconds = Math.max(1, wholeSeconds(admission.retryAfter()));
        exchange.getResponseHeaders().put(Headers.RETRY_AFTER, Long.toString(seconds));
        ErrorAnswers.send(exchange, ApiError.RATE_LIMITED, "Too many requests; send this again in " + seconds + " s.");
    }

    private static long wholeSeconds(Duration duration) {
        return duration.plusNanos(999_999_999).toSeconds();
    }
}
