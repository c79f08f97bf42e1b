package dev.weir.gateway.access;

import dev.weir.gateway.http.ApiError;
import dev.weir.gateway.http.ErrorAnswers;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a page of another site from asking through the browser of somebody who may, where the names of the gateway are known: on a port
 * that only this machine reaches, and where they are configured.
 *
 * <p>Such a page lets its own name point to the gateway's address (DNS rebinding): the browser then takes the answers for those of the
 * page's own site. But the name stands in {@code Host}. An address there is no name that a page could have. A trusted proxy may pass on
 * any name: the browser does not reach this port through it.
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
        // A browser always sends the header.
        if (!exchange.getRequestHeaders().contains(Headers.HOST)
                || isOwn(exchange.getHostName())
                || trustedProxies.contains(ClientAddress.peerOf(exchange))) {
            next.handleRequest(exchange);
        } else {
            ErrorAnswers.send(
                    exchange,
                    ApiError.FORBIDDEN_HOST,
                    isLoopback
                            ? "DNS rebinding is blocked. The gateway listens on loopback only, and answers to localhost, 127.0.0.1 and"
                                    + " [::1] as Host. Set WEIR_ALLOWED_HOSTS to other names that it has, or name a proxy in front of it"
                                    + " in WEIR_TRUSTED_PROXIES."
                            : "DNS rebinding is blocked. The gateway answers to localhost, addresses, and the names in"
                                    + " WEIR_ALLOWED_HOSTS as Host.");
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
