package dev.weir.gateway.access;

import dev.weir.gateway.http.ApiError;
import dev.weir.gateway.http.ErrorAnswers;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pages of other sites from changing anything through the browser of somebody who may: a browser names the page's site with
 * every POST, and all who are not named in the configuration are refused. Programs send no {@code Origin}.
 *
 * <p>CORS alone does not do this: it keeps answers from pages, not their requests from arriving.
 */
final class OriginGuard implements HttpHandler {
    private final CorsOrigins allowed;
    private final boolean allowsOwnPages;
    private final HttpHandler next;

    /**
     * @param allowsOwnPages whether pages of the address that the request itself is sent to may; only where {@link HostGuard} sees
     *     to it that no other site can pass as that address
     */
    OriginGuard(CorsOrigins allowed, boolean allowsOwnPages, HttpHandler next) {
        this.allowed = allowed;
        this.allowsOwnPages = allowsOwnPages;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        @Nullable String origin = exchange.getRequestHeaders().getFirst(Headers.ORIGIN);
        if (origin == null
                || allowed.allows(origin)
                || (allowsOwnPages && origin.equals(ownOrigin(exchange)))
                || !exchange.getRequestMethod().equals(Methods.POST)) {
            next.handleRequest(exchange);
        } else {
            ErrorAnswers.send(
                    exchange,
                    ApiError.FORBIDDEN_ORIGIN,
                    "Pages of this origin may not send here; on the main port WEIR_CORS_ORIGINS can allow it.");
        }
    }

    private static String ownOrigin(HttpServerExchange exchange) {
        return exchange.getRequestScheme() + "://" + exchange.getHostAndPort();
    }
}
