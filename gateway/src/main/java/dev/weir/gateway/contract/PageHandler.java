// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.contract;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/** Serves a page that loads nothing from other hosts. */
final class PageHandler implements HttpHandler {
    private final Asset page;

    PageHandler(Asset page) {
        this.page = page;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        PagePolicy.putOn(exchange);
        page.handleRequest(exchange);
    }
}
