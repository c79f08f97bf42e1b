// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import dev.weir.gateway.contract.ContractHandlers;
import dev.weir.gateway.contract.RootHandler;
import dev.weir.gateway.deadletters.DeadLetterHandlers;
import dev.weir.http.JsonAnswers;
import dev.weir.http.Routes;
import dev.weir.http.WorkerThreads;
import dev.weir.http.access.AccessControl;
import io.undertow.server.HttpHandler;
import io.undertow.util.StatusCodes;

/** The table of all URLs of the gateway. */
final class UrlTable {
    private UrlTable() {}

    /** The port for producers and dashboards. */
    static Routes http(
            AccessControl access,
            HttpHandler ingest,
            HttpHandler metrics,
            HttpHandler reconcile,
            HttpHandler readiness,
            ContractHandlers contract) {
        Routes routes = new Routes();
        return routes.get("/", new RootHandler(routes.paths()))
                .post("/events", access.forProducers(ingest))
                .get("/metrics", access.forReaders(metrics))
                .get("/reconcile", access.forAuditors(reconcile))
                .get("/health", health())
                .get("/ready", readiness)
                .get("/limits", contract.limits())
                .get("/openapi.json", contract.openApi())
                .get("/docs", contract.page())
                .get("/docs/{asset}", contract.pageAsset())
                // Browsers request it with every page.
                .get("/favicon.ico", exchange -> exchange.setStatusCode(StatusCodes.NO_CONTENT));
    }

    /** The port for operators. */
    static Routes management(
            AccessControl access,
            HttpHandler readiness,
            HttpHandler prometheus,
            DeadLetterHandlers deadLetters,
            HttpHandler lookup,
            WorkerThreads threads) {
        return new Routes()
                .get("/health", health())
                .get("/ready", readiness)
                .get("/prometheus", prometheus)
                .get("/dead-letters", access.forOperators(threads.on(deadLetters.list())))
                .post("/dead-letters/redrive", access.forOperators(threads.on(deadLetters.redrive())))
                .post("/dead-letters/discard", access.forOperators(threads.on(deadLetters.discard())))
                .get("/events/{event_id}", access.forOperators(threads.on(lookup)));
    }

    private static HttpHandler health() {
        return exchange -> JsonAnswers.send(exchange, 200, json -> {
            json.writeStartObject();
            json.writeStringField("status", "alive");
            json.writeEndObject();
        });
    }
}
