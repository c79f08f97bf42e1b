// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.ingest.PublishOutcome;
import dev.weir.gateway.operators.OneAtATime;
import dev.weir.http.ApiError;
import dev.weir.http.BadParameterException;
import dev.weir.http.ErrorAnswers;
import dev.weir.http.JsonAnswers;
import dev.weir.http.QueryParameters;
import io.micrometer.core.instrument.MeterRegistry;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles {@code POST /dead-letters/redrive} and {@code POST /dead-letters/discard}. Works through a selection page by
 * page. Blocks.
 *
 * <p>Each action is counted in {@code weir.dead.letters.actions}.
 */
final class ActionHandler implements HttpHandler {
    private static final Logger log = LoggerFactory.getLogger(ActionHandler.class);

    private final DeadLetterStore store;
    private final Work work;
    private final OneAtATime changes;
    private final MeterRegistry meters;

    /** @param changes shared by all handlers that change something */
    ActionHandler(DeadLetterStore store, Work work, OneAtATime changes, MeterRegistry meters) {
        this.store = store;
        this.work = work;
        this.changes = changes;
        this.meters = meters;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        SelectionParser.Request request;
        try {
            request = SelectionParser.toAct(QueryParameters.of(exchange));
        } catch (BadParameterException bad) {
            ErrorAnswers.send(exchange, bad);
            return;
        }
        changes.run(exchange, () -> run(exchange, request));
    }

    /** Does the work and returns how to send the response. */
    private Runnable run(HttpServerExchange exchange, SelectionParser.Request request) {
        Progress progress = new Progress();
        try {
            Selection selection = request.selection();
            long matching = store.count(selection);
            if (!request.dryRun()) {
                workThrough(request, progress);
            }
            List<DeadLetter> named = selection.ids().isEmpty() || request.dryRun()
                    ? List.of()
                    : store.page(Selection.of(selection.ids()), selection.ids().size(), 0);
            Map<DeadLetterId, String> skipped =
                    request.dryRun() ? Map.of() : ActionReport.skipped(selection, progress.touched, named);
            ActionReport report = new ActionReport(work.kind(), request.dryRun(), matching, progress.touched, skipped);
            if (!progress.touched.isEmpty()) {
                log.atInfo()
                        .addKeyValue("action", work.kind().wireName())
                        .addKeyValue("outcomes", report.outcomes())
                        .addKeyValue("remaining", report.remaining())
                        .log("Dead letters were redriven or discarded");
            }
            return () -> JsonAnswers.send(exchange, 200, report);
        } catch (ClickHouseUnavailableException unavailable) {
            return cutOff(
                    exchange,
                    ApiError.CLICKHOUSE_UNAVAILABLE,
                    "ClickHouse did not respond. " + progress.sentence(),
                    unavailable);
        } catch (NotPublishedException notPublished) {
            ApiError error = notPublished.outcome() == PublishOutcome.Refused.QUEUE_FULL
                    ? ApiError.QUEUE_FULL
                    : ApiError.KAFKA_UNAVAILABLE;
            return cutOff(
                    exchange, error, "Kafka did not acknowledge the events. " + progress.sentence(), notPublished);
        }
    }

    private void workThrough(SelectionParser.Request request, Progress progress)
            throws ClickHouseUnavailableException, NotPublishedException {
        Selection rest = request.selection();
        while (progress.touched.size() < request.limit()) {
            int size = Math.min(work.pageSize(), request.limit() - progress.touched.size());
            List<DeadLetter> page = store.page(rest, size, work.payloadLimitBytes());
            if (page.isEmpty()) {
                return;
            }
            progress.begun = true;
            Map<DeadLetterId, Action> done = work.on(page);
            progress.begun = false;
            progress.touched.putAll(done);
            done.values().forEach(this::count);
            rest = rest.after(page.get(page.size() - 1).id());
        }
    }

    private Runnable cutOff(HttpServerExchange exchange, ApiError error, String message, Exception cause) {
        log.atWarn()
                .addKeyValue("action", work.kind().wireName())
                .addKeyValue("cause", String.valueOf(cause))
                .log("A redrive or discard was interrupted");
        return () -> ErrorAnswers.send(exchange, error, message);
    }

    private void count(Action action) {
        meters.counter(
                        "weir.dead.letters.actions",
                        "action",
                        action.kind().wireName(),
                        "outcome",
                        action.outcome().wireName())
                .increment();
    }

    /** The progress of one request. */
    private static final class Progress {
        final Map<DeadLetterId, Action> touched = new LinkedHashMap<>();

        /** Whether work on a page has begun and not finished. */
        boolean begun;

        /** Describes what was done, so that the operator can repeat the request. */
        String sentence() {
            return String.format(
                    Locale.ROOT,
                    "%d dead letters were processed before. %s Retry: nothing counts twice.",
                    touched.size(),
                    begun ? "Others may have been processed, too: see their actions." : "No others were processed.");
        }
    }
}
