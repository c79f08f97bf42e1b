package dev.weir.gateway.ingest;

import dev.weir.event.ErrorCode;
import dev.weir.event.EventRules;
import dev.weir.gateway.http.BodyOutcome;
import dev.weir.gateway.http.BodyReader;
import dev.weir.gateway.progress.LogPositions;
import dev.weir.gateway.progress.Progress;
import dev.weir.gateway.http.RequestContext;
import io.opentelemetry.api.common.AttributeKey;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.time.Clock;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /events}: read, parse, publish, answer.
 *
 * <p>The body arrives on an IO thread, is parsed and sent on a worker, and is answered by whichever thread hears of the
 * last acknowledgement. None of them waits for another.
 */
public final class IngestHandler implements HttpHandler {
    private static final Logger log = LoggerFactory.getLogger(IngestHandler.class);

    /** The most that a body may have, after decompression. */
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
            ParsedBody parsed =
                    parsers.get().parse(complete.body(), request.format(), request.idempotencyKey(), receivedAt);
            if (parsed instanceof ParsedBody.Events events) {
                publish(exchange, request, events, receivedAt);
            } else if (parsed instanceof ParsedBody.Unreadable unreadable) {
                refuseUnreadable(exchange, request, unreadable.message());
            } else {
                answer(exchange, () -> IngestAnswers.tooManyEvents(exchange));
            }
        } else if (outcome instanceof BodyOutcome.TooLarge tooLarge) {
            answer(exchange, () -> IngestAnswers.tooLarge(exchange, tooLarge.limitBytes()));
        } else if (outcome instanceof BodyOutcome.Corrupt corrupt) {
            refuseUnreadable(exchange, request, corrupt.reason());
        } else {
            answer(exchange, () -> IngestAnswers.queueFull(exchange));
        }
    }

    private void publish(
            HttpServerExchange exchange, IngestRequest request, ParsedBody.Events events, long receivedAt) {
        int valid = events.accepted().size();
        if (request.dryRun()) {
            answer(exchange, () -> IngestAnswers.report(exchange, valid, events.rejected()));
            return;
        }
        metrics.received(valid + events.rejected().size());
        RequestContext.spanOf(exchange).setAttribute(REJECTED, events.rejected().size());
        for (Rejection rejection : events.rejected()) {
            metrics.rejected(rejection.violation().code());
        }
        if (valid == 0) {
            answer(exchange, () -> IngestAnswers.report(exchange, 0, events.rejected()));
            return;
        }
        metrics.batch(valid);
        publisher.publish(new EventBatch(receivedAt, events.accepted()), outcome -> {
            if (outcome instanceof PublishOutcome.Durable durable) {
                metrics.accepted(valid);
                RequestContext.spanOf(exchange).setAttribute(ACCEPTED, valid);
                acknowledge(exchange, request, events, durable.positions());
                return;
            }
            metrics.failed(valid);
            if (outcome == PublishOutcome.Refused.QUEUE_FULL) {
                answer(exchange, () -> IngestAnswers.queueFull(exchange));
            } else {
                answer(exchange, () -> IngestAnswers.unavailable(exchange));
            }
        });
    }

    private void acknowledge(
            HttpServerExchange exchange,
            IngestRequest request,
            ParsedBody.Events events,
            @Nullable LogPositions positions) {
        int valid = events.accepted().size();
        if (positions == null) {
            answer(exchange, () -> IngestAnswers.report(exchange, valid, events.rejected()));
            return;
        }
        String token = positions.toToken();
        if (!request.waitsUntilStored()) {
            answer(exchange, () -> IngestAnswers.report(exchange, valid, events.rejected(), token));
            return;
        }
        progress.await(positions, outcome -> {
            if (outcome == Progress.Outcome.COUNTED) {
                answer(exchange, () -> IngestAnswers.report(exchange, valid, events.rejected(), token));
            } else {
                answer(exchange, () -> IngestAnswers.notStoredYet(exchange, valid, events.rejected(), token));
            }
        });
    }

    private void refuseUnreadable(HttpServerExchange exchange, IngestRequest request, String message) {
        if (!request.dryRun()) {
            metrics.received(1);
            metrics.rejected(ErrorCode.MALFORMED_JSON);
        }
        answer(exchange, () -> IngestAnswers.unreadable(exchange, message));
    }

    /**
     * Answers on the connection's own thread: what follows an answer, the next request above all, then never meets a server
     * that is closing, and never costs the time of Kafka's thread.
     */
    private static void answer(HttpServerExchange exchange, Runnable answer) {
        if (exchange.isInIoThread()) {
            answer.run();
            return;
        }
        try {
            exchange.getIoThread().execute(RequestContext.of(exchange).wrap(answer));
        } catch (RejectedExecutionException closed) {
            log.atDebug().log("An answer came after the server was closed");
        }
    }
}
