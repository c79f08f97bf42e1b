// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.contract;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;

/**
 * {@code GET /docs}: shows the OpenAPI document as a page. The page loads nothing from other hosts, and can try
 * requests out.
 */
final class PageHandler implements HttpHandler {
    private static final HttpString CONTENT_SECURITY_POLICY = new HttpString("Content-Security-Policy");
    private static final HttpString REFERRER_POLICY = new HttpString("Referrer-Policy");

    private static final String OURS_ONLY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Asset page = Asset.own("docs.html", "text/html; charset=utf-8");

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        exchange.getResponseHeaders().put(CONTENT_SECURITY_POLICY, OURS_ONLY).put(REFERRER_POLICY, "no-referrer");
        page.handleRequest(exchange);
    }
}
