// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import com.nimbusds.jwt.SignedJWT;
import dev.weir.http.ApiError;
import dev.weir.http.ErrorAnswers;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.text.ParseException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Requires a bearer token with a scope. Error responses follow RFC 6750. Tokens are never logged. */
final class TokenGuard implements HttpHandler {
    private static final String SCHEME = "Bearer ";

    /** Far more than a token with scopes needs. */
    private static final int MOST_TOKEN_CHARACTERS = 8 * 1024;

    private static final AttachmentKey<Instant> UNTIL = AttachmentKey.create(Instant.class);

    private final Scope scope;
    private final Tokens tokens;
    private final HttpHandler next;

    TokenGuard(Scope scope, Tokens tokens, HttpHandler next) {
        this.scope = scope;
        this.tokens = tokens;
        this.next = next;
    }

    /** When the token of an admitted request expires; null if it needed none. */
    static @Nullable Instant expiryOf(HttpServerExchange exchange) {
        return exchange.getAttachment(UNTIL);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        @Nullable HeaderValues authorization = exchange.getRequestHeaders().get(Headers.AUTHORIZATION);
        if (authorization == null
                || authorization.stream()
                        .noneMatch(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))) {
            challenge(exchange, "Bearer realm=\"weir\"");
            ErrorAnswers.send(
                    exchange, ApiError.MISSING_TOKEN, "This needs a token: send it as Authorization: Bearer TOKEN.");
        } else if (authorization.size() > 1) {
            refuse(exchange, "There is more than one Authorization header.");
        } else {
            @Nullable
            SignedJWT token =
                    parse(authorization.getFirst().substring(SCHEME.length()).strip());
            if (token == null) {
                refuse(exchange, "The token is not a signed JWT.");
            } else {
                check(exchange, token);
            }
        }
    }

    private void check(HttpServerExchange exchange, SignedJWT token) throws Exception {
        TokenVerdict verdict = tokens.verifier().verify(token);
        if (verdict instanceof TokenVerdict.UnknownKey) {
            tokens.onceLoadedFor(
                            token.getHeader(),
                            later -> decide(later, tokens.verifier().verify(token)))
                    .handleRequest(exchange);
        } else {
            decide(exchange, verdict);
        }
    }

    private void decide(HttpServerExchange exchange, TokenVerdict verdict) throws Exception {
        if (verdict instanceof TokenVerdict.Valid valid) {
            if (scope.isAllowedBy(valid.scopes())) {
                exchange.putAttachment(UNTIL, valid.until());
                next.handleRequest(exchange);
            } else {
                refuseScope(exchange);
            }
        } else if (verdict instanceof TokenVerdict.Invalid invalid) {
            refuse(exchange, invalid.why());
        } else if (tokens.hasPublicKeys()) {
            refuse(exchange, "The token is signed with an unknown key.");
        } else {
            ErrorAnswers.send(
                    exchange,
                    ApiError.KEYS_UNAVAILABLE,
                    "The keys to verify tokens could not be loaded yet. Retry in a moment.");
        }
    }

    private void refuse(HttpServerExchange exchange, String why) {
        challenge(exchange, "Bearer realm=\"weir\", error=\"invalid_token\", error_description=\"" + why + "\"");
        ErrorAnswers.send(exchange, ApiError.INVALID_TOKEN, why);
    }

    private void refuseScope(HttpServerExchange exchange) {
        challenge(
                exchange,
                "Bearer realm=\"weir\", error=\"insufficient_scope\", error_description=\"The token lacks the scope.\", scope=\""
                        + scope.text() + "\"");
        ErrorAnswers.send(
                exchange, ApiError.INSUFFICIENT_SCOPE, "Forbidden: the token lacks the scope " + scope.text() + ".");
    }

    private static void challenge(HttpServerExchange exchange, String challenge) {
        exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, challenge);
    }

    private static @Nullable SignedJWT parse(String token) {
        if (token.length() > MOST_TOKEN_CHARACTERS) {
            return null;
        }
        try {
            return SignedJWT.parse(token);
        } catch (ParseException | IllegalArgumentException notSigned) {
            return null;
        }
    }
}
