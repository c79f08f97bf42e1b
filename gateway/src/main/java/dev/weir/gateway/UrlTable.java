// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import dev.weir.gateway.contract.ContractHandlers;
import dev.weir.gateway.contract.RootHandler;
import dev.weir.gateway.ingest.Dialect;
import dev.weir.gateway.ingest.IngestHandler;
import dev.weir.gateway.management.Metrics;
import dev.weir.gateway.management.Readiness;
import dev.weir.gateway.operators.deadletters.DeadLetterHandlers;
import dev.weir.gateway.otlp.OtlpErrors;
import dev.weir.gateway.query.MetricsHandler;
import dev.weir.gateway.query.NamedMetricHandler;
import dev.weir.http.ErrorAnswers;
import dev.weir.http.JsonAnswers;
import dev.weir.http.Routes;
import io.undertow.server.HttpHandler;
import io.undertow.util.StatusCodes;

/** The table of all URLs of the gateway, with the audience of each. A URL without an audience is open to everyone. */
final class UrlTable {
    private UrlTable() {}

    /** The port for producers and dashboards. */
    static Routes mainPort(RequestChain forUrl, Features features, Readiness readiness) {
        ContractHandlers contract = features.contract();
        IngestHandler ingest = features.ingest();
        MetricsHandler metrics = features.query();
        Routes routes = new Routes();
        routes.get("/", new RootHandler(routes.paths()))
                .post("/events", forUrl.producersAndPages(ingest))
                .post("/v1/metrics", ErrorAnswers.shapedBy(new OtlpErrors(), forUrl.producers(features.otlpMetrics())))
                .get("/metrics", forUrl.readers(metrics))
                .get("/metrics/stream", forUrl.readers(features.live().stream()))
                .get("/status", forUrl.readers(features.live().status()))
                .get(
                        "/events/{event_id}",
                        forUrl.operatorsOnMainPort(
                                features.lookup(),
                                "Without tokens, events are looked up on the management port (WEIR_MANAGEMENT_PORT)."))
                .get("/reconcile", forUrl.auditors(features.reconcile()))
                .get("/health", health())
                .get("/ready", readiness)
                .get("/limits", contract.limits())
                .get("/openapi.json", contract.openApi())
                .get("/docs", contract.documents())
                .get("/docs/{page}", contract.document())
                .get("/weir.js", contract.snippet())
                .get("/assets/{file}", contract.webAsset())
                // Browsers request it with every page.
                .get("/favicon.ico", exchange -> exchange.setStatusCode(StatusCodes.NO_CONTENT));
        otherInterfaces(routes, forUrl, ingest, metrics);
        return routes;
    }

    /** The URLs of other systems' interfaces. */
    private static void otherInterfaces(
            Routes routes, RequestChain forUrl, IngestHandler ingest, MetricsHandler metrics) {
        routes.post("/api/v1/events", forUrl.producers(ingest.in(Dialect.API_EVENT)))
                .post("/api/v1/events/batch", forUrl.producers(ingest.in(Dialect.API_BATCH)))
                .get("/api/v1/metrics", forUrl.readers(metrics))
                .get("/api/v1/metrics/{name}", forUrl.readers(new NamedMetricHandler("name", metrics)))
                .post("/activity", forUrl.producers(ingest.in(Dialect.ACTIVITY)))
                .get("/analytics", forUrl.readers(metrics.analytics()));
        for (Dialect dialect : Dialect.OF_SEGMENT) {
            HttpHandler calls = forUrl.segmentClients(ingest.in(dialect));
            dialect.paths().forEach(path -> routes.post(path, calls));
        }
    }

    /** The port for operators. */
    static Routes managementPort(RequestChain forUrl, Features features, Readiness readiness, Metrics metrics) {
        DeadLetterHandlers deadLetters = features.deadLetters();
        return new Routes()
                .get("/health", health())
                .get("/ready", readiness)
                .get("/prometheus", metrics)
                .get("/dead-letters", forUrl.operators(deadLetters.list()))
                .post("/dead-letters/redrive", forUrl.operators(deadLetters.redrive()))
                .post("/dead-letters/discard", forUrl.operators(deadLetters.discard()))
                .get("/events/{event_id}", forUrl.operators(features.lookup()));
    }

    private static HttpHandler health() {
        return exchange -> JsonAnswers.send(exchange, 200, json -> {
            json.writeStartObject();
            json.writeStringField("status", "alive");
            json.writeEndObject();
        });
    }
}
