package dev.weir.gateway.reconcile;

import dev.weir.clickhouse.Retention;
import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.http.ApiError;
import dev.weir.gateway.http.ErrorAnswers;
import dev.weir.gateway.http.JsonAnswers;
import dev.weir.gateway.reconcile.ReconcileRequestParser.RefusedException;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers {@code GET /reconcile}; one comparison at a time, because each reads every table. */
public final class ReconcileHandler implements HttpHandler, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReconcileHandler.class);
    private static final int MOST_WAITING = 8;

    private final Reconciler reconciler;
    private final Retention retention;
    private final Clock clock;
    private final Semaphore places = new Semaphore(1 + MOST_WAITING);
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "reconcile");
        made.setDaemon(true);
        return made;
    });

    public ReconcileHandler(Reconciler reconciler, Retention retention, Clock clock) {
        this.reconciler = reconciler;
        this.retention = retention;
        this.clock = clock;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        try {
            ReconcileRequest request =
                    new ReconcileRequestParser(exchange.getQueryParameters(), Kept.of(retention, clock)).request();
            if (places.tryAcquire()) {
                exchange.dispatch(thread, () -> {
                    try {
                        answer(exchange, request);
                    } finally {
                        places.release();
                    }
                });
            } else {
                ErrorAnswers.send(
                        exchange,
                        ApiError.QUEUE_FULL,
                        "There is one comparison at a time, and " + MOST_WAITING + " wait already. Ask again later.");
            }
        } catch (RefusedException refused) {
            ErrorAnswers.send(exchange, refused.error(), refused.parameter(), String.valueOf(refused.getMessage()));
        }
    }

    private void answer(HttpServerExchange exchange, ReconcileRequest request) {
        try {
            Reconciliation result = reconciler.reconcile(request.scope(), request.patience());
            exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
            JsonAnswers.send(exchange, 200, new ReconcileAnswer(result));
        } catch (ClickHouseUnavailableException unavailable) {
            refuse(exchange, ApiError.CLICKHOUSE_UNAVAILABLE, "ClickHouse gave no answer.", unavailable);
        } catch (LogUnavailableException unavailable) {
            refuse(exchange, ApiError.KAFKA_UNAVAILABLE, "Kafka does not say where the log ends.", unavailable);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            ErrorAnswers.send(exchange, ApiError.DRAINING, "The gateway is stopping.");
        } catch (RuntimeException unforeseen) {
            ErrorAnswers.sendInternal(exchange, unforeseen);
        }
    }

    private static void refuse(HttpServerExchange exchange, ApiError error, String why, Exception cause) {
        log.atWarn().addKeyValue("cause", String.valueOf(cause.getCause())).log("The books could not be compared");
        ErrorAnswers.send(exchange, error, "The books cannot be compared now: " + why + " Ask again in a moment.");
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
