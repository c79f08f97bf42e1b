// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.contract;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/**
 * {@code GET /docs}: shows the OpenAPI document as a page. The page loads nothing from other hosts, and can try
 * requests out.
 */
final class PageHandler implements HttpHandler {
    private final Asset page = Asset.own("docs.html", "text/html; charset=utf-8");

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        PagePolicy.putOn(exchange);
        page.handleRequest(exchange);
    }
}
