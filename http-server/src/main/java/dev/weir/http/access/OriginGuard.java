// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import dev.weir.http.ApiError;
import dev.weir.http.ErrorAnswers;
import dev.weir.http.RequestHeaders;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import org.jspecify.annotations.Nullable;

/**
 * Protects against cross-site request forgery. A browser sends the page's origin with every POST. Origins that are not
 * configured are refused. Programs send no {@code Origin}.
 *
 * <p>CORS alone does not protect: it hides responses from pages, but their requests still arrive. A page may hide its
 * origin. The browser then still reports a cross-site request in {@code Sec-Fetch-Site} (Fetch Metadata Request
 * Headers, section 2.4).
 */
final class OriginGuard implements HttpHandler {
    private static final HttpString FETCH_SITE = new HttpString("Sec-Fetch-Site");

    private final CorsOrigins allowed;
    private final boolean allowsOwnPages;
    private final boolean isMainPort;
    private final RefusedOrigins refused = new RefusedOrigins();
    private final HttpHandler next;

    private OriginGuard(CorsOrigins allowed, boolean allowsOwnPages, boolean isMainPort, HttpHandler next) {
        this.allowed = allowed;
        this.allowsOwnPages = allowsOwnPages;
        this.isMainPort = isMainPort;
        this.next = next;
    }

    /**
     * @param allowsOwnPages whether to accept pages whose origin is the address that the request is sent to; requires
     *     that {@link HostGuard} keeps other sites from using that address
     */
    static OriginGuard ofMainPort(CorsOrigins allowed, boolean allowsOwnPages, HttpHandler next) {
        return new OriginGuard(allowed, allowsOwnPages, true, next);
    }

    /** For a port that no page may use. */
    static OriginGuard ofManagementPort(HttpHandler next) {
        return new OriginGuard(CorsOrigins.NONE, false, false, next);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        if (isFromOwnSite(exchange) || !(changes(exchange) || CorsHandler.isPreflight(exchange))) {
            next.handleRequest(exchange);
            return;
        }
        String origin = RefusedOrigins.printable(RequestHeaders.list(exchange, Headers.ORIGIN));
        refused.log(origin, exchange);
        ErrorAnswers.send(
                exchange,
                ApiError.FORBIDDEN_ORIGIN,
                isMainPort
                        ? "Pages of " + origin
                                + " may not send requests here. WEIR_CORS_ORIGINS lists the allowed origins. An"
                                + " origin is scheme, host and port: localhost and 127.0.0.1 differ."
                        : "Pages of " + origin + " may not send requests here. No page may use the management port.");
    }

    private boolean isFromOwnSite(HttpServerExchange exchange) {
        @Nullable String origin = RequestHeaders.list(exchange, Headers.ORIGIN);
        if (origin == null) {
            @Nullable String site = RequestHeaders.list(exchange, FETCH_SITE);
            return site == null || allowed.any() || site.equals("same-origin") || site.equals("none");
        }
        return allowed.allows(origin) || (allowsOwnPages && origin.equals(ownOrigin(exchange)));
    }

    private static boolean changes(HttpServerExchange exchange) {
        return exchange.getRequestMethod().equals(Methods.POST);
    }

    private static String ownOrigin(HttpServerExchange exchange) {
        return exchange.getRequestScheme() + "://" + exchange.getHostAndPort();
    }
}
