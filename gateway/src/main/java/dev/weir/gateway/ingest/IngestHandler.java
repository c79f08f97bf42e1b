// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import dev.weir.event.ErrorCode;
import dev.weir.event.EventRules;
import dev.weir.gateway.progress.LogPositions;
import dev.weir.gateway.progress.Progress;
import dev.weir.http.BodyOutcome;
import dev.weir.http.BodyReader;
import dev.weir.http.ErrorAnswers;
import dev.weir.http.OnIoThread;
import dev.weir.http.RequestContext;
import dev.weir.http.access.ClientAddress;
import dev.weir.http.admission.Client;
import io.opentelemetry.api.common.AttributeKey;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /events}: reads and parses the body, publishes the events and responds.
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
    private final EventPublisher publisher;
    private final Progress progress;
    private final IngestMetrics metrics;
    private final Clock clock;
    private final ThreadLocal<BodyParser> parsers;

    public IngestHandler(
            BodyReader bodies,
            EventRules rules,
            EventPublisher publisher,
            Progress progress,
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
        IngestRequest request = IngestRequest.of(exchange);
        if (request != null) {
            bodies.read(exchange, request.encoding(), outcome -> parse(exchange, request, outcome));
        }
    }

    private void parse(HttpServerExchange exchange, IngestRequest request, BodyOutcome outcome) {
        if (outcome instanceof BodyOutcome.Complete complete) {
            metrics.body(complete.body());
            long receivedAt = clock.millis();
            ParsedBody parsed = parsers.get().parse(complete.body(), request, receivedAt);
            if (parsed instanceof ParsedBody.Events events) {
                publish(exchange, request, events, receivedAt);
            } else if (parsed instanceof ParsedBody.Unreadable unreadable) {
                refuseUnreadable(exchange, request, unreadable.message());
            } else {
                OnIoThread.run(exchange, () -> IngestAnswers.tooManyEvents(exchange));
            }
        } else if (outcome instanceof BodyOutcome.TooLarge tooLarge) {
            OnIoThread.run(exchange, () -> IngestAnswers.tooLarge(exchange, tooLarge.limitBytes()));
        } else if (outcome instanceof BodyOutcome.TooCompressed tooCompressed) {
            OnIoThread.run(exchange, () -> IngestAnswers.tooCompressed(exchange, tooCompressed.limitRatio()));
        } else if (outcome instanceof BodyOutcome.TooSlow tooSlow) {
            OnIoThread.run(exchange, () -> IngestAnswers.tooSlow(exchange, tooSlow.reason()));
        } else if (outcome instanceof BodyOutcome.Corrupt corrupt) {
            refuseUnreadable(exchange, request, corrupt.reason());
        } else {
            OnIoThread.run(exchange, () -> IngestAnswers.queueFull(exchange));
        }
    }

    private void publish(
            HttpServerExchange exchange, IngestRequest request, ParsedBody.Events events, long receivedAt) {
        // While it waits for Kafka, a request keeps only the rejections: the publisher holds the accepted events,
        // encoded.
        int valid = events.accepted().size();
        List<Rejection> rejected = events.rejected();
        if (request.dryRun()) {
            OnIoThread.run(exchange, () -> IngestAnswers.report(exchange, valid, rejected));
            return;
        }
        metrics.received(valid + rejected.size());
        RequestContext.spanOf(exchange).setAttribute(REJECTED, rejected.size());
        for (Rejection rejection : rejected) {
            metrics.rejected(rejection.violation().code());
        }
        if (valid == 0) {
            OnIoThread.run(exchange, () -> IngestAnswers.report(exchange, 0, rejected));
            return;
        }
        metrics.batch(valid);
        try {
            publisher.publish(
                    new EventBatch(receivedAt, events.accepted()),
                    ErrorAnswers.guarded(exchange, outcome -> answer(exchange, request, valid, rejected, outcome)));
        } catch (RuntimeException | Error unforeseen) {
            metrics.failed(valid);
            throw unforeseen;
        }
    }

    private void answer(
            HttpServerExchange exchange,
            IngestRequest request,
            int valid,
            List<Rejection> rejected,
            PublishOutcome outcome) {
        if (outcome instanceof PublishOutcome.Durable durable) {
            metrics.accepted(valid);
            RequestContext.spanOf(exchange).setAttribute(ACCEPTED, valid);
            acknowledge(exchange, request, valid, rejected, durable.positions());
            return;
        }
        metrics.failed(valid);
        if (outcome == PublishOutcome.Refused.QUEUE_FULL) {
            OnIoThread.run(exchange, () -> IngestAnswers.queueFull(exchange));
        } else {
            OnIoThread.run(exchange, () -> IngestAnswers.unavailable(exchange));
        }
    }

    private void acknowledge(
            HttpServerExchange exchange,
            IngestRequest request,
            int accepted,
            List<Rejection> rejected,
            @Nullable LogPositions positions) {
        if (positions == null) {
            OnIoThread.run(exchange, () -> IngestAnswers.report(exchange, accepted, rejected));
            return;
        }
        String token = positions.toToken();
        if (!request.waitsUntilStored()) {
            OnIoThread.run(exchange, () -> IngestAnswers.report(exchange, accepted, rejected, token));
            return;
        }
        progress.await(Client.at(ClientAddress.of(exchange)), positions, ErrorAnswers.guarded(exchange, outcome -> {
            if (outcome == Progress.Outcome.COUNTED) {
                OnIoThread.run(exchange, () -> IngestAnswers.report(exchange, accepted, rejected, token));
            } else {
                OnIoThread.run(exchange, () -> IngestAnswers.notStoredYet(exchange, accepted, rejected, token));
            }
        }));
    }

    private void refuseUnreadable(HttpServerExchange exchange, IngestRequest request, String message) {
        if (!request.dryRun()) {
            metrics.received(1);
            metrics.rejected(ErrorCode.MALFORMED_JSON);
        }
        OnIoThread.run(exchange, () -> IngestAnswers.unreadable(exchange, message));
    }
}
