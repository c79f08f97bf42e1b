// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.contract;

import dev.weir.http.ApiError;
import dev.weir.http.ErrorAnswers;
import dev.weir.http.Routes;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * {@code GET /docs/{page}}: the documents, which the module {@code web} renders, the API reference, which is Swagger UI,
 * and the files that both load. Only the names that are known from the start exist; requests never look up a path.
 */
final class DocumentsHandler implements HttpHandler {
    private static final String WEB = "/dev/weir/web/";
    private static final String DOCUMENTS = WEB + "docs/";
    private static final String WEBJAR = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";

    private static final String HTML = "text/html; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    private final Map<String, HttpHandler> files = new HashMap<>();

    DocumentsHandler() {
        text(DOCUMENTS + "pages.txt")
                .lines()
                .forEach(name -> files.put(name, new PageHandler(Asset.of(DOCUMENTS + name + ".html", HTML))));
        files.put("docs.js", Asset.of(WEB + "docs.js", SCRIPT));
        files.put("docs.css", Asset.of(WEB + "docs.css", STYLE));
        files.put("icon.svg", Asset.of(WEB + "icon.svg", "image/svg+xml"));
        files.put("search.json", Asset.of(DOCUMENTS + "search.json", "application/json"));
        files.put("alerts.yaml", Asset.of(DOCUMENTS + "alerts.yaml", "text/plain; charset=utf-8"));

        String swaggerUi = "/META-INF/resources/webjars/swagger-ui/" + version() + "/";
        files.put("reference", new PageHandler(Asset.own("reference.html", HTML)));
        files.put("reference.js", Asset.own("reference.js", SCRIPT));
        files.put("reference.css", Asset.own("reference.css", STYLE));
        files.put("swagger-ui.css", Asset.of(swaggerUi + "swagger-ui.css", STYLE));
        files.put("swagger-ui-bundle.js", Asset.of(swaggerUi + "swagger-ui-bundle.js", SCRIPT));
    }

    /** {@code GET /docs}: the list of the documents. */
    static HttpHandler start() {
        return new PageHandler(Asset.of(DOCUMENTS + "index.html", HTML));
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        HttpHandler file = files.get(Routes.pathParameter(exchange, "page"));
        if (file == null) {
            ErrorAnswers.send(exchange, ApiError.NOT_FOUND, "There is no such document; /docs lists them.");
        } else {
            file.handleRequest(exchange);
        }
    }

    /** The version of Swagger UI, which is a part of its files' paths. */
    private static String version() {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text(WEBJAR)));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return properties.getProperty("version", "");
    }

    private static String text(String path) {
        try (InputStream in = DocumentsHandler.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is not on the class path.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
