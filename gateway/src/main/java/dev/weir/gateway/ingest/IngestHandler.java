// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import dev.weir.event.ErrorCode;
import dev.weir.event.EventRules;
import dev.weir.gateway.progress.CountingProgress;
import dev.weir.gateway.progress.LogPositions;
import dev.weir.http.Body;
import dev.weir.http.BodyOutcome;
import dev.weir.http.BodyReader;
import dev.weir.http.RequestContext;
import dev.weir.http.RequestWork;
import dev.weir.http.access.ClientAddress;
import dev.weir.http.access.WriteKey;
import dev.weir.http.admission.Client;
import io.opentelemetry.api.common.AttributeKey;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /events}, and the other URLs that take events: reads and parses the body, publishes the events and
 * responds.
 *
 * <p>An IO thread reads the body, and a worker parses it and sends the events. The response is sent after the last
 * acknowledgement, again on the IO thread. None of these threads waits for another.
 */
public final class IngestHandler implements HttpHandler {
    /** The maximum size of a body, after decompression. */
    public static final int MAX_BODY_BYTES = 5 * 1024 * 1024;

    private static final AttributeKey<Long> ACCEPTED = AttributeKey.longKey("weir.events.accepted");
    private static final AttributeKey<Long> REJECTED = AttributeKey.longKey("weir.events.rejected");

    private final BodyReader bodies;
    private final CountedPublisher publisher;
    private final CountingProgress progress;
    private final IngestMetrics metrics;
    private final Clock clock;
    private final ThreadLocal<BodyParser> parsers;

    public IngestHandler(
            BodyReader bodies,
            EventRules rules,
            CountedPublisher publisher,
            CountingProgress progress,
            IngestMetrics metrics,
            Clock clock) {
        this.bodies = bodies;
        this.publisher = publisher;
        this.progress = progress;
        this.metrics = metrics;
        this.clock = clock;
        this.parsers = ThreadLocal.withInitial(() -> new BodyParser(rules));
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        handle(Dialect.WEIR, exchange);
    }

    /** The same handler for a URL with another dialect. */
    public HttpHandler in(Dialect dialect) {
        return exchange -> handle(dialect, exchange);
    }

    private void handle(Dialect dialect, HttpServerExchange exchange) {
        IngestRequest request = IngestRequest.of(dialect, exchange);
        if (request != null) {
            bodies.read(exchange, request.encoding(), body -> parse(exchange, request, body));
        }
    }

    private void parse(HttpServerExchange exchange, IngestRequest request, BodyOutcome outcome) {
        if (!(outcome instanceof Body body)) {
            reply(exchange, request, IngestAnswer.unread(outcome));
            return;
        }
        metrics.body(body);
        long receivedAt = clock.millis();
        BodyParser.Result parsed = parsers.get().parse(body, request, receivedAt);
        if (parsed instanceof BodyParser.Events events) {
            String writeKey = events.writeKey();
            @Nullable Runnable refusal = writeKey == null ? null : WriteKey.refusal(exchange, writeKey);
            if (refusal != null) {
                RequestWork.runOnIoThread(exchange, refusal);
                return;
            }
            publish(exchange, request, events, receivedAt);
        } else if (parsed instanceof BodyParser.Unreadable unreadable) {
            reply(exchange, request, new IngestAnswer.Unreadable(unreadable.message()));
        } else {
            reply(exchange, request, IngestAnswer.tooManyEvents());
        }
    }

    private void publish(
            HttpServerExchange exchange, IngestRequest request, BodyParser.Events events, long receivedAt) {
        // While it waits for Kafka, a request keeps only the rejections: the publisher holds the accepted events,
        // encoded.
        int valid = events.accepted().size();
        List<Rejection> rejected = events.rejected();
        if (!request.dryRun()) {
            metrics.received(valid + rejected.size());
            RequestContext.spanOf(exchange).setAttribute(REJECTED, rejected.size());
            for (Rejection rejection : rejected) {
                metrics.rejected(rejection.violation().code());
            }
        }
        if (request.dryRun() || valid == 0) {
            reply(exchange, request, IngestAnswer.decided(valid, rejected));
            return;
        }
        publisher.publish(
                events.accepted(),
                receivedAt,
                RequestWork.guarded(exchange, outcome -> acknowledge(exchange, request, valid, rejected, outcome)));
    }

    private void acknowledge(
            HttpServerExchange exchange,
            IngestRequest request,
            int valid,
            List<Rejection> rejected,
            PublishOutcome outcome) {
        if (outcome instanceof PublishOutcome.Refused refused) {
            reply(exchange, request, IngestAnswer.unpublished(refused));
            return;
        }
        RequestContext.spanOf(exchange).setAttribute(ACCEPTED, valid);
        @Nullable LogPositions positions = ((PublishOutcome.Durable) outcome).positions();
        if (positions == null) {
            reply(exchange, request, IngestAnswer.decided(valid, rejected));
            return;
        }
        String token = positions.toToken();
        if (!request.waitsUntilStored()) {
            reply(exchange, request, IngestAnswer.decided(valid, rejected, token));
            return;
        }
        progress.await(
                Client.at(ClientAddress.of(exchange)),
                positions,
                RequestWork.guarded(
                        exchange,
                        counted -> reply(
                                exchange,
                                request,
                                counted == CountingProgress.Outcome.COUNTED
                                        ? IngestAnswer.decided(valid, rejected, token)
                                        : IngestAnswer.notCountedYet(valid, rejected, token))));
    }

    /** Ends every request whose body has been read. */
    private void reply(HttpServerExchange exchange, IngestRequest request, IngestAnswer answer) {
        if (answer instanceof IngestAnswer.Unreadable && !request.dryRun()) {
            metrics.received(1);
            metrics.rejected(ErrorCode.MALFORMED_JSON);
        }
        RequestWork.runOnIoThread(
                exchange, () -> answer.sendTo(exchange, request.dialect().answers()));
    }
}
