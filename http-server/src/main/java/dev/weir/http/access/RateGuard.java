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
import java.net.InetAddress;
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
    private final KeyPlace place;
    private final HttpHandler next;

    RateGuard(RateCheck check, KeyPlace place, HttpHandler next) {
        this.check = check;
        this.place = place;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        @Nullable String key = check.keys().isEmpty() ? null : RequestHeaders.list(exchange, API_KEY);
        boolean isPublic = key == null && place == KeyPlace.QUERY;
        if (key == null) {
            key = keyBesideHeader(exchange);
        }
        InetAddress address = ClientAddress.of(exchange);
        RateCheck.Decision decision = isPublic
                ? check.decideByAddress(address, key, place.keyName())
                : check.decide(address, key, place.keyName());
        describe(exchange, decision);
        @Nullable Refusal refusal = decision.refusal();
        if (refusal != null) {
            refuse(exchange, refusal);
            return;
        }
        if (place == KeyPlace.WRITE_KEY && key == null && !check.keys().isEmpty()) {
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

    private @Nullable String keyBesideHeader(HttpServerExchange exchange) {
        if (check.keys().isEmpty()) {
            return null;
        }
        return switch (place) {
            case HEADER -> null;
            case WRITE_KEY -> WriteKey.of(exchange);
            case QUERY -> PageKey.of(exchange);
        };
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
