// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.contract;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.time.Duration;

/**
 * {@code GET /weir.js}: the script that counts the visits of web sites. Pages of every site may load it, and browsers
 * keep it for an hour.
 */
final class SnippetHandler implements HttpHandler {
    private static final HttpString RESOURCE_POLICY = new HttpString("Cross-Origin-Resource-Policy");
    private static final String AN_HOUR = "public, max-age=3600";

    private final Asset script;

    /** @param dedupHorizon how long the job remembers an identity */
    SnippetHandler(Duration dedupHorizon) {
        // The script counts from its first attempt, and the job from the first receipt, by another clock.
        long resendMillis = dedupHorizon.multipliedBy(23).dividedBy(24).toMillis();
        this.script = Asset.web("weir.js", "text/javascript; charset=utf-8")
                .edited(AN_HOUR, text -> text.replace("WEIR_HORIZON_MS", Long.toString(resendMillis)));
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        exchange.getResponseHeaders().put(RESOURCE_POLICY, "cross-origin");
        script.handleRequest(exchange);
    }
}
