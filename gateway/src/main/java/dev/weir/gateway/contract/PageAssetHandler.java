// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.contract;

import dev.weir.http.ApiError;
import dev.weir.http.ErrorAnswers;
import dev.weir.http.Routes;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

/**
 * {@code GET /docs/{asset}}: Swagger UI and the script that starts it. Only these few names exist; requests never look
 * up a path.
 */
final class PageAssetHandler implements HttpHandler {
    private static final String WEBJAR = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    private final Map<String, Asset> assets;

    PageAssetHandler() {
        String swaggerUi = "/META-INF/resources/webjars/swagger-ui/" + version() + "/";
        assets = Map.of(
                "docs.js", Asset.own("docs.js", SCRIPT),
                "docs.css", Asset.own("docs.css", "text/css; charset=utf-8"),
                "swagger-ui.css", Asset.of(swaggerUi + "swagger-ui.css", "text/css; charset=utf-8"),
                "swagger-ui-bundle.js", Asset.of(swaggerUi + "swagger-ui-bundle.js", SCRIPT),
                "favicon-32x32.png", Asset.of(swaggerUi + "favicon-32x32.png", "image/png"));
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        Asset asset = assets.get(Routes.pathParameter(exchange, "asset"));
        if (asset == null) {
            ErrorAnswers.send(exchange, ApiError.NOT_FOUND, "The page /docs has no such file.");
        } else {
            asset.handleRequest(exchange);
        }
    }

    /** The version of Swagger UI, which is a part of its files' paths. */
    private static String version() {
        try (InputStream in = PageAssetHandler.class.getResourceAsStream(WEBJAR)) {
            if (in == null) {
                throw new IllegalStateException(WEBJAR + " is not on the class path.");
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
