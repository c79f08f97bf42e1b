// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import dev.weir.http.ApiError;
import dev.weir.http.ErrorAnswers;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Protects against DNS rebinding by checking the {@code Host} header.
 *
 * <p>In such an attack, a page lets its own name resolve to the gateway's address. The browser then treats the
 * gateway's responses as responses of the page's site. But {@code Host} still contains the page's name. A literal
 * address in {@code Host} is accepted, because the attack needs a DNS name; a loopback port accepts only loopback
 * addresses. A trusted proxy may forward any name, because the attacked browser connects to this port directly.
 *
 * <p>The check needs to know the gateway's names. It is in place on a loopback port, and on any port if names are
 * configured.
 */
final class HostGuard implements HttpHandler {
    private final boolean isLoopback;
    private final HostNames allowed;
    private final AddressBlocks trustedProxies;
    private final HttpHandler next;

    /** @param isLoopback whether only this machine reaches the port */
    HostGuard(boolean isLoopback, HostNames allowed, AddressBlocks trustedProxies, HttpHandler next) {
        this.isLoopback = isLoopback;
        this.allowed = allowed;
        this.trustedProxies = trustedProxies;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        // Browsers always send Host.
        if (!exchange.getRequestHeaders().contains(Headers.HOST)
                || isOwn(exchange.getHostName())
                || trustedProxies.contains(ClientAddress.peerOf(exchange))) {
            next.handleRequest(exchange);
        } else {
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
    }

    private boolean isOwn(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.equals("localhost") || name.endsWith(".localhost") || allowed.contains(name)) {
            return true;
        }
        @Nullable InetAddress address = IpLiteral.parse(name);
        return address != null && (!isLoopback || address.isLoopbackAddress());
    }
}
