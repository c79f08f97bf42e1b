// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import dev.weir.http.ApiError;
import dev.weir.http.ErrorAnswers;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.net.InetAddress;

/** Refuses clients that are not on an allowlist. */
final class AddressGuard implements HttpHandler {
    private final AddressBlocks allowed;
    private final HttpHandler next;

    AddressGuard(AddressBlocks allowed, HttpHandler next) {
        this.allowed = allowed;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        InetAddress client = ClientAddress.of(exchange);
        if (allowed.contains(client)) {
            next.handleRequest(exchange);
        } else {
            Refusal refusal = refusalOf(client);
            ErrorAnswers.send(exchange, refusal.error(), refusal.message());
        }
    }

    static Refusal refusalOf(InetAddress client) {
        return new Refusal(
                ApiError.FORBIDDEN_ADDRESS,
                "The address " + client.getHostAddress()
                        + " is not on the allowlist; ask the operator of the gateway to add it.");
    }
}
