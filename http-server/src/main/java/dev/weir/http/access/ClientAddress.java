// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.net.InetAddress;
import java.util.Objects;

/**
 * Determines the address of a request's client once and attaches it to the request. Needed only where proxies are
 * trusted: otherwise the client is the connected peer.
 */
public final class ClientAddress implements HttpHandler {
    private static final AttachmentKey<InetAddress> CLIENT = AttachmentKey.create(InetAddress.class);

    private final AddressBlocks trustedProxies;
    private final HttpHandler next;

    ClientAddress(AddressBlocks trustedProxies, HttpHandler next) {
        this.trustedProxies = trustedProxies;
        this.next = next;
    }

    /** The client's address: the peer's address, or the address that trusted proxies forward. */
    public static InetAddress of(HttpServerExchange exchange) {
        InetAddress forwarded = exchange.getAttachment(CLIENT);
        return forwarded == null ? peerOf(exchange) : forwarded;
    }

    /** The address of the connected peer, which may be a proxy. */
    static InetAddress peerOf(HttpServerExchange exchange) {
        return Objects.requireNonNull(exchange.getSourceAddress().getAddress(), "A peer has an address.");
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        HeaderValues forwarded = exchange.getRequestHeaders().get(Headers.X_FORWARDED_FOR);
        if (forwarded != null) {
            exchange.putAttachment(CLIENT, ForwardedFor.clientOf(peerOf(exchange), forwarded, trustedProxies));
        }
        next.handleRequest(exchange);
    }
}
