// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.http.Routes;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** {@code GET /api/v1/metrics/{name}}: {@code GET /metrics} with the metric in the path. */
public final class NamedMetricHandler implements HttpHandler {
    private final String pathParameter;
    private final MetricsHandler metrics;

    /** @param pathParameter the parameter of the path that is the metric's name */
    public NamedMetricHandler(String pathParameter, MetricsHandler metrics) {
        this.pathParameter = pathParameter;
        this.metrics = metrics;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        String name = URLEncoder.encode(Routes.pathParameter(exchange, pathParameter), StandardCharsets.UTF_8);
        String query = exchange.getQueryString();
        // A metric in the query, too, is refused as given twice.
        exchange.setQueryString("metric=" + name + (query.isEmpty() ? "" : "&" + query));
        metrics.handleRequest(exchange);
    }
}
