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
 * Keeps a page of another site from asking through the browser of somebody on this machine, on a port that only this machine
 * reaches.
 *
 * <p>Such a page lets its own name point to 127.0.0.1 (DNS rebinding): the browser then takes the answers for those of the page's own
 * site. But the name stands in {@code Host}. A trusted proxy may pass on any name: the browser does not reach this port through it.
 */
final class HostGuard implements HttpHandler {
    private final AddressBlocks trustedProxies;
    private final HttpHandler next;

    HostGuard(AddressBlocks trustedProxies, HttpHandler next) {
        this.trustedProxies = trustedProxies;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        // A browser always sends the header.
        if (!exchange.getRequestHeaders().contains(Headers.HOST)
                || isThisMachine(exchange.getHostName())
                || trustedProxies.contains(ClientAddress.peerOf(exchange))) {
            next.handleRequest(exchange);
        } else {
            ErrorAnswers.send(
                    exchange,
                    ApiError.FORBIDDEN_HOST,
                    "DNS rebinding is blocked. The gateway listens on loopback only, and answers to localhost, 127.0.0.1 and"
                            + " [::1] as Host. Name a proxy in front of it in WEIR_TRUSTED_PROXIES.");
        }
    }

    private static boolean isThisMachine(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return true;
        }
        @Nullable InetAddress address = IpLiteral.parse(name);
        return address != null && address.isLoopbackAddress();
    }
}
