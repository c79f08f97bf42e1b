// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import org.xnio.IoUtils;

/** The end of a request whose client is not worth waiting for. */
public final class Disconnection {
    private Disconnection() {}

    /**
     * Closes the connection of a request; over HTTP/2 only the request's own stream. Runs on the IO thread of the
     * connection.
     *
     * <p>Afterwards the request is complete, so everything that it holds is released. Undertow alone does not
     * complete it over HTTP/2: a response that waits for its client to read would stay incomplete.
     */
    public static void of(HttpServerExchange exchange) {
        IoUtils.safeClose(exchange.getConnection());
        exchange.endExchange();
        if (!exchange.isComplete()) {
            Connectors.terminateRequest(exchange);
            Connectors.terminateResponse(exchange);
        }
    }
}
