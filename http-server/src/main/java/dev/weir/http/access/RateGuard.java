// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import dev.weir.http.ApiError;
import dev.weir.http.ErrorAnswers;
import dev.weir.http.RequestHeaders;
import dev.weir.http.admission.Admission;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import org.jspecify.annotations.Nullable;

/** Applies a {@link RateCheck} to requests over HTTP, and reports the rate limit in the response. */
final class RateGuard implements HttpHandler {
    /** The guard of a request whose headers have no key. The key may be in the body. */
    private static final AttachmentKey<RateGuard> WITHOUT_KEY = AttachmentKey.create(RateGuard.class);

    private static final HttpString API_KEY = new HttpString("X-API-Key");
    private static final HttpString LIMIT = new HttpString("RateLimit-Limit");
    private static final HttpString REMAINING = new HttpString("RateLimit-Remaining");
    private static final HttpString RESET = new HttpString("RateLimit-Reset");

    private final RateCheck check;
    private final boolean takesWriteKeys;
    private final HttpHandler next;

    /** @param takesWriteKeys whether the key may also be a {@link WriteKey} */
    RateGuard(RateCheck check, boolean takesWriteKeys, HttpHandler next) {
        this.check = check;
        this.takesWriteKeys = takesWriteKeys;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        @Nullable String key = keyOf(exchange);
        RateCheck.Decision decision = check.decide(
                ClientAddress.of(exchange), key, takesWriteKeys ? "The write key" : "The key in X-API-Key");
        describe(exchange, decision);
        @Nullable Refusal refusal = decision.refusal();
        if (refusal != null) {
            refuse(exchange, refusal);
            return;
        }
        if (takesWriteKeys && key == null && !check.keys().isEmpty()) {
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
        RateCheck.Decision decision = guard.check.decideOnceMore(key, "The writeKey of the body");
        @Nullable Refusal refusal = decision.refusal();
        describe(exchange, decision);
        return refusal == null ? null : () -> refuse(exchange, refusal);
    }

    private @Nullable String keyOf(HttpServerExchange exchange) {
        if (check.keys().isEmpty()) {
            return null;
        }
        @Nullable String key = RequestHeaders.list(exchange, API_KEY);
        return key == null && takesWriteKeys ? WriteKey.of(exchange) : key;
    }

    private static void describe(HttpServerExchange exchange, RateCheck.Decision decision) {
        @Nullable Admission admission = decision.admission();
        if (admission != null) {
            HeaderMap answer = exchange.getResponseHeaders();
            answer.put(LIMIT, Long.toString(admission.limit()));
            answer.put(REMAINING, Long.toString(admission.remaining()));
            answer.put(RESET, Long.toString(RateCheck.wholeSeconds(admission.full())));
        }
    }

    private static void refuse(HttpServerExchange exchange, Refusal refusal) {
        HeaderMap answer = exchange.getResponseHeaders();
        if (refusal.error() == ApiError.INVALID_API_KEY) {
            answer.put(Headers.WWW_AUTHENTICATE, "ApiKey realm=\"weir\"");
        } else {
            answer.put(Headers.RETRY_AFTER, Long.toString(refusal.retryAfter().toSeconds()));
        }
        ErrorAnswers.send(exchange, refusal.error(), refusal.message());
    }
}
