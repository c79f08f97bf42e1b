package dev.weir.gateway;

import dev.weir.gateway.http.JsonAnswers;
import dev.weir.gateway.http.Routes;
import io.undertow.server.HttpHandler;

/** Every URL of the gateway. */
final class UrlTable {
    private UrlTable() {}

    /** The port for producers and dashboards. */
    static Routes http() {
        return new Routes().get("/health", health());
    }

    /** The port for operators. */
    static Routes management() {
        return new Routes().get("/health", health());
    }

    private static HttpHandler health() {
        return exchange -> JsonAnswers.send(exchange, 200, json -> {
            json.writeStartObject();
            json.writeStringField("status", "alive");
            json.writeEndObject();
        });
    }
}
