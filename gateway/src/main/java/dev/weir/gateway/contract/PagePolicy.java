// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.contract;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;

/**
 * What browsers allow the gateway's pages: they load only what this gateway serves, contain no script of others, and
 * appear in no frame. Pages send no forms; their scripts send requests instead.
 */
final class PagePolicy {
    private static final HttpString CONTENT_SECURITY_POLICY = new HttpString("Content-Security-Policy");
    private static final HttpString REFERRER_POLICY = new HttpString("Referrer-Policy");

    private static final String OURS_ONLY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private PagePolicy() {}

    static void putOn(HttpServerExchange exchange) {
        exchange.getResponseHeaders().put(CONTENT_SECURITY_POLICY, OURS_ONLY).put(REFERRER_POLICY, "no-referrer");
    }
}
