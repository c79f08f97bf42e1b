// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.contract;

import dev.weir.http.ApiError;
import dev.weir.http.ErrorAnswers;
import dev.weir.http.Routes;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.Map;

/**
 * {@code GET /assets/{file}}: what the live page loads, from the module {@code web}. Only these few names exist;
 * requests never look up a path.
 */
final class WebAssetHandler implements HttpHandler {
    private final Map<String, Asset> assets = Map.of(
            "page.js", Asset.web("page.js", "text/javascript; charset=utf-8"),
            "page.css", Asset.web("page.css", "text/css; charset=utf-8"),
            "icon.svg", Asset.web("icon.svg", "image/svg+xml"),
            "licences.txt", Asset.web("licences.txt", "text/plain; charset=utf-8"));

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        Asset asset = assets.get(Routes.pathParameter(exchange, "file"));
        if (asset == null) {
            ErrorAnswers.send(exchange, ApiError.NOT_FOUND, "The live page has no such file.");
        } else {
            asset.handleRequest(exchange);
        }
    }
}
