// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.progress.CountingProgress;
import dev.weir.gateway.progress.LogPositions;
import dev.weir.http.AnswerBuffer;
import dev.weir.http.ApiError;
import dev.weir.http.BadParameterException;
import dev.weir.http.ErrorAnswers;
import dev.weir.http.JsonAnswers;
import dev.weir.http.QueryParameters;
import dev.weir.http.RequestContext;
import dev.weir.http.RequestHeaders;
import dev.weir.http.RequestWork;
import dev.weir.http.admission.ByteBudget;
import dev.weir.http.admission.Client;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.context.Context;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Handles {@code GET /metrics}, and {@link #analytics}. Parses on the I/O thread, and serializes the rows on the thread
 * that has read them.
 *
 * <p>Each request that reads is counted and timed once, as {@code weir.query} with its metric and outcome.
 */
public final class MetricsHandler implements HttpHandler {
    private static final HttpString AS_OF = new HttpString("Weir-As-Of");
    private static final HttpString LAG_MILLIS = new HttpString("Weir-Lag-Ms");
    private static final HttpString TRUNCATED = new HttpString("Weir-Truncated");
    private static final HttpString EXACT = new HttpString("Weir-Exact");
    private static final HttpString SINCE = new HttpString("Weir-Since");
    private static final HttpString DEFINITION = new HttpString("Weir-Definition");

    /** The days of which the catalogue has the events over the limit of groups. */
    private static final int CATALOGUE_DAYS = 7;

    /** The job needs some seconds to start. */
    private static final Duration RESTART_OF_THE_JOB = Duration.ofSeconds(10);

    private final MetricCatalogue catalogue;
    private final SharedReads reads;
    private final ByteBudget memory;
    private final CountingProgress progress;
    private final Function<HttpServerExchange, Client> clients;
    private final MeterRegistry meters;
    private final Clock clock;

    /**
     * @param memory the budget for response bodies until they are sent
     * @param clients returns the client of a request
     */
    public MetricsHandler(
            MetricCatalogue catalogue,
            SharedReads reads,
            ByteBudget memory,
            CountingProgress progress,
            Function<HttpServerExchange, Client> clients,
            MeterRegistry meters,
            Clock clock) {
        this.catalogue = catalogue;
        this.reads = reads;
        this.memory = memory;
        this.progress = progress;
        this.clients = clients;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        String accept = RequestHeaders.list(exchange, Headers.ACCEPT);
        MetricsRequest request;
        try {
            request = MetricsRequestParser.parse(QueryParameters.of(exchange), accept, catalogue, clock.instant());
        } catch (BadParameterException bad) {
            ErrorAnswers.send(exchange, bad);
            return;
        }
        handle(exchange, request, accept);
    }

    /** The handler of {@code GET /analytics}, which reads in the same way. */
    public HttpHandler analytics() {
        return exchange -> {
            MetricsRequest request;
            try {
                request = AnalyticsRequestParser.parse(QueryParameters.of(exchange), LocalDate.now(clock));
            } catch (BadParameterException bad) {
                ErrorAnswers.send(exchange, bad);
                return;
            }
            handle(exchange, request, null);
        };
    }

    private void handle(HttpServerExchange exchange, MetricsRequest request, @Nullable String accept) {
        if (request instanceof MetricsRequest.Catalogue && AcceptHeader.isOfScrape(accept)) {
            ErrorAnswers.send(
                    exchange,
                    ApiError.NOT_ACCEPTABLE,
                    "Accept",
                    "GET /metrics returns event counts, in JSON or CSV. For Prometheus, scrape /prometheus on the"
                            + " management port (WEIR_MANAGEMENT_PORT).");
        } else if (request instanceof MetricsRequest.Read read) {
            long begin = System.nanoTime();
            dispatch(exchange, () -> read(exchange, read, begin));
        } else if (catalogue.definitions().isEmpty()) {
            JsonAnswers.send(exchange, 200, new CatalogueAnswer(catalogue, null, clock.instant()));
        } else {
            dispatch(exchange, () -> readCatalogue(exchange));
        }
    }

    private static void dispatch(HttpServerExchange exchange, Runnable work) {
        exchange.dispatch(
                SameThreadExecutor.INSTANCE, RequestContext.of(exchange).wrap(() -> RequestWork.run(exchange, work)));
    }

    /** The catalogue needs no ClickHouse: without it, the response has no measurements. */
    private void readCatalogue(HttpServerExchange exchange) {
        LocalDate today = LocalDate.now(clock);
        MetricsQuery query = new MetricsQuery.Measured(
                new DateRange(today.minusDays(CATALOGUE_DAYS - 1), today), catalogue.definitions());
        reads.read(query, false, RequestContext.of(exchange).wrapConsumer(RequestWork.guarded(exchange, outcome -> {
            MetricsAnswer measured = outcome instanceof ReadOutcome.Answered answered ? answered.answer() : null;
            RequestWork.runOnIoThread(
                    exchange,
                    () -> JsonAnswers.send(exchange, 200, new CatalogueAnswer(catalogue, measured, clock.instant())));
        })));
    }

    /** Starts the read. Callbacks run in the context of the request, on any thread. */
    private void read(HttpServerExchange exchange, MetricsRequest.Read request, long begin) {
        Context context = RequestContext.of(exchange);
        Consumer<ReadOutcome> whenRead = context.wrapConsumer(
                RequestWork.guarded(exchange, outcome -> answer(exchange, request, begin, outcome)));
        LogPositions after = request.after();
        if (after == null) {
            reads.read(request.query(), false, whenRead);
            return;
        }
        progress.awaitClaimed(
                clients.apply(exchange), after, context.wrapConsumer(RequestWork.guarded(exchange, outcome -> {
                    if (outcome == CountingProgress.Outcome.COUNTED) {
                        reads.read(request.query(), true, whenRead);
                    } else if (outcome == CountingProgress.Outcome.BEYOND_THE_LOG) {
                        refuseClaim(exchange, request, begin);
                    } else {
                        refuseUncounted(exchange, request, begin);
                    }
                })));
    }

    private void answer(HttpServerExchange exchange, MetricsRequest.Read request, long begin, ReadOutcome outcome) {
        if (outcome instanceof ReadOutcome.Answered answered) {
            send(exchange, request, begin, answered.answer());
        } else if (outcome instanceof ReadOutcome.Unavailable unavailable) {
            refuse(exchange, request, begin, unavailable.cause());
        } else if (outcome instanceof ReadOutcome.NotMeasured) {
            refuseUnmeasured(exchange, request, begin);
        } else if (outcome instanceof ReadOutcome.Busy busy) {
            refuseBusy(exchange, request, begin, busy.reason());
        } else if (outcome instanceof ReadOutcome.Failed failed) {
            fail(exchange, request, begin, failed.cause());
        }
    }

    private void send(HttpServerExchange exchange, MetricsRequest.Read request, long begin, MetricsAnswer answer) {
        Instant now = clock.instant();
        AnswerBuffer buffer = new AnswerBuffer(memory);
        try {
            switch (request.format()) {
                case JSON -> JsonAnswers.write(buffer, new JsonAnswer(request, answer, now));
                case ANALYTICS -> JsonAnswers.write(buffer, new AnalyticsAnswer(request, answer, now));
                case CSV -> new CsvAnswer(answer).writeTo(buffer);
            }
        } catch (AnswerBuffer.NoRoomException full) {
            buffer.discard();
            refuseBusy(
                    exchange, request, begin, ReadOutcome.Busy.withoutMemory().reason());
            return;
        } catch (IOException impossible) {
            buffer.discard();
            fail(exchange, request, begin, new UncheckedIOException("Memory refused bytes.", impossible));
            return;
        } catch (RuntimeException | Error defect) {
            buffer.discard();
            fail(exchange, request, begin, defect);
            return;
        }
        record(request, "answered", begin);
        RequestWork.runOnIoThread(exchange, () -> {
            describe(exchange.getResponseHeaders(), request, answer, now);
            buffer.sendTo(exchange);
        });
    }

    private static void describe(HeaderMap headers, MetricsRequest.Read request, MetricsAnswer answer, Instant now) {
        headers.put(Headers.VARY, "Accept");
        headers.put(Headers.CACHE_CONTROL, "no-store");
        if (request.format() != AnswerFormat.CSV) {
            headers.put(Headers.CONTENT_TYPE, "application/json");
            return;
        }
        AnswerFreshness freshness = AnswerFreshness.of(answer, now);
        if (freshness.asOf() != null) {
            headers.put(AS_OF, freshness.asOf());
            headers.put(LAG_MILLIS, freshness.lagMillis());
        }
        if (answer.since() != null) {
            headers.put(SINCE, AnswerFreshness.written(answer.since()));
        }
        if (request.query() instanceof MetricsQuery.Defined) {
            headers.put(DEFINITION, answer.version().wireName());
        }
        headers.put(EXACT, "true");
        headers.put(TRUNCATED, Boolean.toString(answer.truncated()));
        headers.put(Headers.CONTENT_TYPE, "text/csv; charset=utf-8; header=present");
    }

    private void refuse(
            HttpServerExchange exchange,
            MetricsRequest.Read request,
            long begin,
            ClickHouseUnavailableException unavailable) {
        record(request, "unavailable", begin);
        Duration retryAfter = unavailable.retryAfter();
        RequestWork.runOnIoThread(
                exchange,
                () -> ErrorAnswers.sendRetryable(
                        exchange,
                        ApiError.CLICKHOUSE_UNAVAILABLE,
                        retryAfter,
                        "The numbers cannot be read now: " + unavailable.problem()));
    }

    private void refuseBusy(HttpServerExchange exchange, MetricsRequest.Read request, long begin, String why) {
        record(request, "busy", begin);
        RequestWork.runOnIoThread(
                exchange, () -> ErrorAnswers.send(exchange, ApiError.BUSY, "The numbers cannot be read now: " + why));
    }

    private void refuseUncounted(HttpServerExchange exchange, MetricsRequest.Read request, long begin) {
        record(request, "uncounted", begin);
        RequestWork.runOnIoThread(
                exchange,
                () -> ErrorAnswers.send(
                        exchange,
                        ApiError.NOT_COUNTED_YET,
                        "after",
                        "The events of this token are not counted yet. Retry in a moment, or omit after."));
    }

    private void refuseUnmeasured(HttpServerExchange exchange, MetricsRequest.Read request, long begin) {
        record(request, "not_measured", begin);
        RequestWork.runOnIoThread(
                exchange,
                () -> ErrorAnswers.sendRetryable(
                        exchange,
                        ApiError.NOT_MEASURED_YET,
                        RESTART_OF_THE_JOB,
                        "The job does not measure this metric yet: it must be started, or restarted after a change of"
                                + " the metric, with the same WEIR_METRICS_FILE as the gateway."));
    }

    private void refuseClaim(HttpServerExchange exchange, MetricsRequest.Read request, long begin) {
        record(request, "refused", begin);
        RequestWork.runOnIoThread(
                exchange,
                () -> ErrorAnswers.send(
                        exchange,
                        ApiError.INVALID_PARAMETER,
                        "after",
                        "after is beyond the end of the log. It must be the exact Weir-Token of a response to POST"
                                + " /events; tokens from before the topic was recreated are invalid."));
    }

    private void fail(HttpServerExchange exchange, MetricsRequest.Read request, long begin, Throwable defect) {
        record(request, "failed", begin);
        RequestWork.runOnIoThread(exchange, () -> ErrorAnswers.sendInternal(exchange, defect));
    }

    private void record(MetricsRequest.Read request, String outcome, long begin) {
        Timer.builder("weir.query")
                .description("Requests for metrics")
                .publishPercentileHistogram()
                .tag("metric", request.query().metric())
                .tag("outcome", outcome)
                .register(meters)
                .record(Duration.ofNanos(System.nanoTime() - begin));
    }
}
