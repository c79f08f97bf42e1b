// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway;

import dev.weir.http.ApiError;
import dev.weir.http.Drain;
import dev.weir.http.ErrorAnswers;
import dev.weir.http.HandlerChain;
import dev.weir.http.InFlightLimit;
import dev.weir.http.RequestContext;
import dev.weir.http.RequestLog;
import dev.weir.http.RequestMetrics;
import dev.weir.http.RequestWork;
import dev.weir.http.WorkerThreads;
import dev.weir.http.access.AccessControl;
import dev.weir.http.access.Scope;
import dev.weir.http.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.HttpContinueReadHandler;

/**
 * The handlers of a request, in order: first the chain of its port, then {@link UrlTable}, and then the chain of the URL's
 * audience.
 *
 * <p>The id comes first, because all log lines and responses have it. Cheap checks come before expensive ones: address,
 * rate, token. All checks come before the body is read.
 *
 * @param mainIsLoopback whether only this machine reaches the main port
 * @param managementIsLoopback whether only this machine reaches the management port
 * @param inFlight limits the requests with events
 * @param operatorsThreads run the handlers for operators, which block
 */
record RequestChain(
        boolean mainIsLoopback,
        boolean managementIsLoopback,
        MeterRegistry meters,
        Tracing tracing,
        Drain drain,
        AccessControl access,
        InFlightLimit inFlight,
        WorkerThreads operatorsThreads) {

    /** The port for producers and dashboards. */
    HttpHandler mainPort(HttpHandler urls) {
        return new HandlerChain()
                .then(RequestContext::new)
                .then(RequestLog::new)
                .then(next -> new RequestMetrics("http", true, meters, next))
                .then(tracing::of)
                .then(RequestWork::catching)
                .then(drain::wrap)
                .then(access::clientAddress)
                .then(access::cors)
                .then(next -> access.pages(mainIsLoopback, next))
                .then(HttpContinueReadHandler::new)
                .to(urls);
    }

    /** The port for operators. It responds until the end of a drain. */
    HttpHandler managementPort(HttpHandler urls) {
        return new HandlerChain()
                .then(RequestContext::new)
                .then(RequestLog::new)
                .then(next -> new RequestMetrics("management", false, meters, next))
                .then(RequestWork::catching)
                .then(access::clientAddress)
                .then(access::managementAddress)
                .then(next -> access.allPages(managementIsLoopback, next))
                .to(urls);
    }

    /** URLs that take events. */
    HttpHandler producers(HttpHandler ingest) {
        return new HandlerChain()
                .then(access::producerAddress)
                .then(access::rate)
                .then(inFlight::wrap)
                .to(ingest);
    }

    /** URLs that take events from programs and from web pages, whose key is in the query. */
    HttpHandler producersAndPages(HttpHandler ingest) {
        return new HandlerChain()
                .then(access::producerAddress)
                .then(access::rateByPageKey)
                .then(inFlight::wrap)
                .to(ingest);
    }

    /** URLs of Segment's API, whose clients send the API key as Segment's write key. */
    HttpHandler segmentClients(HttpHandler ingest) {
        return new HandlerChain()
                .then(access::producerAddress)
                .then(access::rateByWriteKey)
                .then(inFlight::wrap)
                .to(ingest);
    }

    /** URLs that return metrics. */
    HttpHandler readers(HttpHandler metrics) {
        return new HandlerChain()
                .then(access::rate)
                .then(next -> access.scope(Scope.METRICS_READ, next))
                .to(metrics);
    }

    /** URLs that return the ledger. */
    HttpHandler auditors(HttpHandler ledger) {
        return new HandlerChain()
                .then(access::rate)
                .then(next -> access.scope(Scope.ADMIN, next))
                .to(ledger);
    }

    /**
     * URLs of operators on the main port. Without tokens they exist only if no other machine reaches the port.
     *
     * @param elsewhere says where the URL is instead
     */
    HttpHandler operatorsOnMainPort(HttpHandler blocking, String elsewhere) {
        if (!access.hasTokens() && (!mainIsLoopback || access.hasProxies())) {
            return exchange -> ErrorAnswers.send(exchange, ApiError.NOT_FOUND, elsewhere);
        }
        return new HandlerChain().then(access::rate).to(operators(blocking));
    }

    /** URLs of the management port that return personal data or change something. */
    HttpHandler operators(HttpHandler blocking) {
        return new HandlerChain()
                .then(next -> access.scope(Scope.ADMIN, next))
                .then(operatorsThreads::on)
                .to(blocking);
    }
}
