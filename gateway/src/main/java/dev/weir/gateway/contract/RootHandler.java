// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.contract;

import dev.weir.http.JsonAnswers;
import dev.weir.http.RequestHeaders;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.Collection;

/** {@code GET /}: lists the other paths as JSON, or shows the live page to a browser. */
public final class RootHandler implements HttpHandler {
    private final Asset page = Asset.web("index.html", "text/html; charset=utf-8");
    private final Collection<String> paths;

    /** @param paths all paths of the port */
    public RootHandler(Collection<String> paths) {
        this.paths = paths;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        exchange.getResponseHeaders().put(Headers.VARY, "Accept");
        String accept = RequestHeaders.list(exchange, Headers.ACCEPT);
        if (accept != null && accept.contains("text/html")) {
            PagePolicy.putOn(exchange);
            page.handleRequest(exchange);
            return;
        }
        JsonAnswers.send(exchange, 200, json -> {
            json.writeStartObject();
            json.writeStringField("name", "weir");
            json.writeStringField("documentation", "/docs");
            json.writeArrayFieldStart("paths");
            for (String path : paths) {
                json.writeString(path);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }
}
