package dev.weir.gateway.query;

import dev.weir.configuration.Units;
import dev.weir.gateway.http.ApiError;
import dev.weir.gateway.http.ErrorAnswers;
import dev.weir.gateway.http.JsonAnswers;
import dev.weir.gateway.http.WorkerThreads;
import dev.weir.gateway.progress.LogPositions;
import dev.weir.gateway.progress.Progress;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.SameThreadExecutor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code GET /metrics}: parses on the IO thread, reads on a thread of {@link WorkerThreads}.
 *
 * <p>Every request that reads is counted and timed once, as {@code weir.query} with its metric and outcome.
 */
public final class MetricsHandler implements HttpHandler {
    private static final Logger log = LoggerFactory.getLogger(MetricsHandler.class);

    private static final HttpString AS_OF = new HttpString("Weir-As-Of");
    private static final HttpString LAG_MILLIS = new HttpString("Weir-Lag-Ms");
    private static final HttpString TRUNCATED = new HttpString("Weir-Truncated");
    private static final HttpString EXACT = new HttpString("Weir-Exact");

    private static final String TOO_MANY_WAIT = "too many queries wait for ClickHouse.";

    private final MetricsReader reader;
    private final WorkerThreads threads;
    private final Progress progress;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Duration patience;

    /** @param patience how long a request may wait for a thread */
    public MetricsHandler(
            MetricsReader reader,
            WorkerThreads threads,
            Progress progress,
            MeterRegistry meters,
            Clock clock,
            Duration patience) {
        this.reader = reader;
        this.threads = threads;
        this.progress = progress;
        this.meters = meters;
        this.clock = clock;
        this.patience = patience;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        MetricsRequest request = MetricsRequestParser.parse(
                exchange.getQueryParameters(),
                exchange.getRequestHeaders().getFirst(Headers.ACCEPT),
                LocalDate.now(clock));
        if (request instanceof MetricsRequest.Refused refused) {
            ErrorAnswers.send(exchange, refused.error(), refused.field(), refused.message());
        } else if (request instanceof MetricsRequest.Read read) {
            awaitPositions(exchange, read);
        } else {
            JsonAnswers.send(exchange, 200, new CatalogueAnswer());
        }
    }

    private void awaitPositions(HttpServerExchange exchange, MetricsRequest.Read request) {
        LogPositions after = request.after();
        if (after == null) {
            dispatch(exchange, request);
            return;
        }
        exchange.dispatch(
                SameThreadExecutor.INSTANCE,
                () -> progress.await(after, outcome -> {
                    if (outcome == Progress.Outcome.COUNTED) {
                        dispatch(exchange, request);
                    } else {
                        ErrorAnswers.send(
                                exchange,
                                ApiError.NOT_COUNTED_YET,
                                "after",
                                "The events of this token were not counted within %s; ask again, or without it."
                                        .formatted(Units.format(progress.patience())));
                    }
                }));
    }

    private void dispatch(HttpServerExchange exchange, MetricsRequest.Read request) {
        long begin = System.nanoTime();
        boolean accepted = threads.tryDispatch(exchange, () -> {
            try {
                answer(exchange, request, begin);
            } catch (RuntimeException unforeseen) {
                record(request, "failed", begin);
                ErrorAnswers.sendInternal(exchange, unforeseen);
            }
        });
        if (!accepted) {
            refuse(exchange, request, begin, TOO_MANY_WAIT);
        }
    }

    private void answer(HttpServerExchange exchange, MetricsRequest.Read request, long begin) {
        if (System.nanoTime() - begin > patience.toNanos()) {
            refuse(exchange, request, begin, TOO_MANY_WAIT);
            return;
        }
        try {
            MetricsAnswer answer = reader.read(request.query());
            record(request, "answered", begin);
            send(exchange, request, answer);
        } catch (MetricsUnavailableException unavailable) {
            log.atWarn()
                    .addKeyValue("metric", request.metric().wireName())
                    .addKeyValue("cause", String.valueOf(unavailable.getCause()))
                    .log("ClickHouse gave no answer");
            refuse(exchange, request, begin, unavailable.getMessage());
        }
    }

    private void refuse(HttpServerExchange exchange, MetricsRequest.Read request, long begin, @Nullable String why) {
        record(request, "unavailable", begin);
        ErrorAnswers.send(
                exchange,
                ApiError.CLICKHOUSE_UNAVAILABLE,
                "The numbers cannot be read now: " + why + " Ask again in a moment.");
    }

    private void send(HttpServerExchange exchange, MetricsRequest.Read request, MetricsAnswer answer) {
        Instant now = clock.instant();
        exchange.getResponseHeaders().put(Headers.VARY, "Accept");
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
        if (request.format() == AnswerFormat.JSON) {
            JsonAnswers.send(exchange, 200, new JsonAnswer(request, answer, now));
            return;
        }
        Freshness freshness = Freshness.of(answer, now);
        if (freshness.asOf() != null) {
            exchange.getResponseHeaders().put(AS_OF, freshness.asOf());
            exchange.getResponseHeaders().put(LAG_MILLIS, freshness.lagMillis());
        }
        exchange.getResponseHeaders().put(EXACT, "true");
        exchange.getResponseHeaders().put(TRUNCATED, Boolean.toString(answer.truncated()));
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/csv; charset=utf-8; header=present");
        exchange.getResponseSender().send(new CsvAnswer(answer).text());
    }

    private void record(MetricsRequest.Read request, String outcome, long begin) {
        Timer.builder("weir.query")
                .description("Requests for metrics")
                .publishPercentileHistogram()
                .tag("metric", request.metric().wireName())
                .tag("outcome", outcome)
                .register(meters)
                .record(Duration.ofNanos(System.nanoTime() - begin));
    }
}
