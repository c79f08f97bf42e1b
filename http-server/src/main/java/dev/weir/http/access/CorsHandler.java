// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import dev.weir.http.MediaTypes;
import dev.weir.http.RequestHeaders;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells browsers which pages may read responses, including errors, and responds to preflight requests (Fetch standard,
 * section 3.3).
 *
 * <p>This handler comes before every handler that refuses requests. Pages of named origins may send credentials,
 * because {@code navigator.sendBeacon} always does. Credentials have no effect here, because a token is a header. If
 * all origins are allowed, no page may send credentials (Fetch standard, section 3.2.5).
 */
final class CorsHandler implements HttpHandler {
    private static final HttpString ALLOW_ORIGIN = new HttpString("Access-Control-Allow-Origin");
    private static final HttpString ALLOW_METHODS = new HttpString("Access-Control-Allow-Methods");
    private static final HttpString ALLOW_HEADERS = new HttpString("Access-Control-Allow-Headers");
    private static final HttpString ALLOW_CREDENTIALS = new HttpString("Access-Control-Allow-Credentials");
    private static final HttpString MAX_AGE = new HttpString("Access-Control-Max-Age");
    private static final HttpString EXPOSE_HEADERS = new HttpString("Access-Control-Expose-Headers");
    private static final HttpString REQUEST_METHOD = new HttpString("Access-Control-Request-Method");

    private static final HttpString WANTED_HEADERS = new HttpString("Access-Control-Request-Headers");

    /** Headers of CloudEvents attributes: each attribute has its own header. */
    private static final Pattern ATTRIBUTES = Pattern.compile("ce-[a-z0-9]{1,64}", Pattern.CASE_INSENSITIVE);

    private static final String REQUEST_HEADERS =
            "Authorization, Content-Type, Content-Encoding, Idempotency-Key, X-API-Key, X-Request-ID, X-Retry-Count,"
                    + " traceparent, tracestate, baggage";

    private static final String ANSWER_HEADERS = "X-Request-ID, Retry-After, WWW-Authenticate, RateLimit-Limit,"
            + " RateLimit-Remaining, RateLimit-Reset, Weir-As-Of, Weir-Lag-Ms, Weir-Exact,"
            + " Weir-Truncated, Weir-Token";

    private static final String PREFLIGHT_SECONDS = "600";

    private final CorsOrigins origins;
    private final HttpHandler next;

    CorsHandler(CorsOrigins origins, HttpHandler next) {
        this.origins = origins;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        HeaderMap answer = exchange.getResponseHeaders();
        // Set it for requests without an Origin too. Otherwise a cache could return their response to a page.
        answer.add(Headers.VARY, "Origin");
        @Nullable String origin = RequestHeaders.list(exchange, Headers.ORIGIN);
        if (origin == null || !origins.allows(origin)) {
            next.handleRequest(exchange);
            return;
        }
        MediaTypes.noteKnownPage(exchange);
        answer.put(ALLOW_ORIGIN, origins.any() ? "*" : origin);
        if (!origins.any()) {
            answer.put(ALLOW_CREDENTIALS, "true");
        }
        if (isPreflight(exchange)) {
            answer.put(ALLOW_METHODS, "GET, HEAD, POST");
            answer.put(ALLOW_HEADERS, allowedHeaders(exchange));
            answer.put(MAX_AGE, PREFLIGHT_SECONDS);
            exchange.setStatusCode(204);
            exchange.endExchange();
        } else {
            answer.put(EXPOSE_HEADERS, ANSWER_HEADERS);
            next.handleRequest(exchange);
        }
    }

    private static String allowedHeaders(HttpServerExchange exchange) {
        @Nullable String wanted = RequestHeaders.list(exchange, WANTED_HEADERS);
        if (wanted == null) {
            return REQUEST_HEADERS;
        }
        return Stream.concat(
                        Stream.of(REQUEST_HEADERS),
                        Arrays.stream(wanted.split(",", -1))
                                .map(String::strip)
                                .filter(name -> ATTRIBUTES.matcher(name).matches()))
                .collect(Collectors.joining(", "));
    }

    static boolean isPreflight(HttpServerExchange exchange) {
        return exchange.getRequestMethod().equals(Methods.OPTIONS)
                && exchange.getRequestHeaders().contains(REQUEST_METHOD);
    }
}
