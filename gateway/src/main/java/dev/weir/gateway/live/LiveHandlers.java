// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.live;

import dev.weir.gateway.query.RepeatedReads;
import dev.weir.http.BadParameterException;
import dev.weir.http.ErrorAnswers;
import dev.weir.http.JsonAnswers;
import dev.weir.http.Parameters;
import dev.weir.http.QueryParameters;
import dev.weir.http.RequestContext;
import dev.weir.http.RequestWork;
import dev.weir.http.access.AccessControl;
import dev.weir.http.admission.Client;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Handles {@code GET /metrics/stream} and {@code GET /status}.
 *
 * @param clients returns the client of a request
 */
public record LiveHandlers(
        RepeatedReads reads,
        LiveStreams streams,
        StatusReader statusReader,
        Function<HttpServerExchange, Client> clients) {

    public HttpHandler stream() {
        return exchange -> {
            StreamRequest request;
            try {
                request = StreamRequest.parse(QueryParameters.of(exchange), reads);
            } catch (BadParameterException bad) {
                ErrorAnswers.send(exchange, bad);
                return;
            }
            if (exchange.getRequestMethod().equals(Methods.HEAD)) {
                exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/event-stream");
                return;
            }
            dispatch(exchange, exchange.getIoThread(), () -> open(exchange, request));
        };
    }

    public HttpHandler status() {
        return exchange -> {
            try {
                Parameters.of(QueryParameters.of(exchange), List.of());
            } catch (BadParameterException bad) {
                ErrorAnswers.send(exchange, bad);
                return;
            }
            dispatch(
                    exchange,
                    SameThreadExecutor.INSTANCE,
                    () -> statusReader.read(RequestWork.guarded(
                            exchange, now -> RequestWork.runOnIoThread(exchange, () -> send(exchange, now)))));
        };
    }

    private void open(HttpServerExchange exchange, StreamRequest request) {
        streams.open(
                exchange,
                clients.apply(exchange),
                request,
                AccessControl.tokenExpiryOf(exchange),
                EventStream::begin,
                refusal -> ErrorAnswers.send(exchange, refusal.error(), refusal.message()));
    }

    private static void send(HttpServerExchange exchange, Status status) {
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
        JsonAnswers.send(exchange, 200, status);
    }

    private static void dispatch(HttpServerExchange exchange, Executor executor, Runnable work) {
        exchange.dispatch(executor, RequestContext.of(exchange).wrap(() -> RequestWork.run(exchange, work)));
    }
}
