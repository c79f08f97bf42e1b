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
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Protects against pages of other sites, which can make a user's browser send requests here in two ways.
 *
 * <p>With DNS rebinding, a page lets its own name resolve to the gateway's address. The browser then treats the
 * gateway's responses as responses of the page's site. But {@code Host} still contains the page's name. A literal
 * address in {@code Host} is accepted, because the attack needs a DNS name; a loopback port accepts only loopback
 * addresses. A trusted proxy may forward any name, because the attacked browser connects to this port directly. The
 * check needs to know the gateway's names. It is in place on a loopback port, and on any port if names are configured.
 *
 * <p>With cross-site request forgery, a page sends requests to the gateway's own address. CORS alone does not protect:
 * it hides responses from pages, but their requests still arrive. A browser sends the page's origin with every POST.
 * Origins that are not configured are refused. A page may hide its origin. The browser then still reports a cross-site
 * request in {@code Sec-Fetch-Site} (Fetch Metadata Request Headers, section 2.4). Programs send neither header.
 */
final class BrowserGuard implements HttpHandler {
    private static final HttpString FETCH_SITE = new HttpString("Sec-Fetch-Site");

    private final boolean isMainPort;
    private final boolean isLoopback;
    private final boolean checksHost;
    private final Set<String> usualHosts;
    private final AddressBlocks trustedProxies;
    private final CorsOrigins allowed;
    private final boolean allowsOwnPages;
    private final RefusedOrigins refused = new RefusedOrigins();
    private final HttpHandler next;

    private BrowserGuard(AccessConfiguration access, boolean isMainPort, boolean isLoopback, HttpHandler next) {
        this.isMainPort = isMainPort;
        this.isLoopback = isLoopback;
        this.checksHost = isLoopback || !access.allowedHosts().isEmpty();
        this.usualHosts = new HashSet<>(Set.of("localhost", "127.0.0.1", "::1"));
        this.usualHosts.addAll(access.allowedHosts().names());
        this.trustedProxies = access.trustedProxies();
        this.allowed = isMainPort ? access.corsOrigins() : CorsOrigins.NONE;
        // Own pages are those of the address that the request is sent to. The check of Host must keep other sites from
        // using this address.
        this.allowsOwnPages =
                isMainPort && isLoopback && access.trustedProxies().isEmpty();
        this.next = next;
    }

    /** @param isLoopback whether only this machine reaches the port */
    static BrowserGuard ofMainPort(AccessConfiguration access, boolean isLoopback, HttpHandler next) {
        return new BrowserGuard(access, true, isLoopback, next);
    }

    /**
     * For a port that no page may use.
     *
     * @param isLoopback whether only this machine reaches the port
     */
    static BrowserGuard ofManagementPort(AccessConfiguration access, boolean isLoopback, HttpHandler next) {
        return new BrowserGuard(access, false, isLoopback, next);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        if (checksHost && !isForThisHost(exchange)) {
            refuseHost(exchange);
        } else if (isFromOwnSite(exchange) || !(changes(exchange) || CorsHandler.isPreflight(exchange))) {
            next.handleRequest(exchange);
        } else {
            refuseOrigin(exchange);
        }
    }

    private boolean isForThisHost(HttpServerExchange exchange) {
        // Browsers always send Host.
        return !exchange.getRequestHeaders().contains(Headers.HOST)
                || isOwn(exchange.getHostName().toLowerCase(Locale.ROOT))
                || trustedProxies.contains(ClientAddress.peerOf(exchange));
    }

    private boolean isOwn(String host) {
        if (usualHosts.contains(host) || host.endsWith(".localhost")) {
            return true;
        }
        @Nullable InetAddress address = IpLiteral.parse(host);
        return address != null && (!isLoopback || address.isLoopbackAddress());
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

    private void refuseHost(HttpServerExchange exchange) {
        ErrorAnswers.send(
                exchange,
                ApiError.FORBIDDEN_HOST,
                isLoopback
                        ? "DNS rebinding is blocked. On loopback the gateway accepts only localhost, 127.0.0.1"
                                + " and [::1] as Host. Add other names to WEIR_ALLOWED_HOSTS, or a proxy to"
                                + " WEIR_TRUSTED_PROXIES."
                        : "DNS rebinding is blocked. The gateway accepts only localhost, addresses, and the"
                                + " names in WEIR_ALLOWED_HOSTS as Host.");
    }

    private void refuseOrigin(HttpServerExchange exchange) {
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
}
