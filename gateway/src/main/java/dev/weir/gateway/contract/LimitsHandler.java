// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.contract;

import dev.weir.http.JsonAnswers;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.Map;

/** {@code GET /limits}: the limits for events, requests and queries, as this gateway is configured. */
final class LimitsHandler implements HttpHandler {
    private final Map<String, JsonAnswers.Body> sections;

    LimitsHandler(Map<String, JsonAnswers.Body> sections) {
        this.sections = sections;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        JsonAnswers.send(exchange, 200, json -> {
            json.writeStartObject();
            for (Map.Entry<String, JsonAnswers.Body> section : sections.entrySet()) {
                json.writeFieldName(section.getKey());
                section.getValue().writeTo(json);
            }
            json.writeEndObject();
        });
    }
}
