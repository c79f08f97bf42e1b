// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

import dev.weir.configuration.Retention;
import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.kafka.KafkaUnavailableException;
import dev.weir.http.ApiError;
import dev.weir.http.BadParameterException;
import dev.weir.http.ErrorAnswers;
import dev.weir.http.JsonAnswers;
import dev.weir.http.QueryParameters;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles {@code GET /reconcile}. Blocks. */
public final class ReconcileHandler implements HttpHandler {
    private static final Logger log = LoggerFactory.getLogger(ReconcileHandler.class);

    private final Reconciler reconciler;
    private final Retention retention;
    private final Clock clock;

    public ReconcileHandler(Reconciler reconciler, Retention retention, Clock clock) {
        this.reconciler = reconciler;
        this.retention = retention;
        this.clock = clock;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        try {
            ReconcileRequest request =
                    ReconcileRequestParser.parse(QueryParameters.of(exchange), Kept.of(retention, clock));
            Comparison result = reconciler.reconcile(request.scope(), request.patience());
            exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
            JsonAnswers.send(exchange, 200, new ReconcileAnswer(result));
        } catch (BadParameterException bad) {
            ErrorAnswers.send(exchange, bad);
        } catch (ClickHouseUnavailableException unavailable) {
            refuse(exchange, ApiError.CLICKHOUSE_UNAVAILABLE, unavailable.problem(), unavailable);
        } catch (KafkaUnavailableException unavailable) {
            refuse(exchange, ApiError.KAFKA_UNAVAILABLE, "Kafka did not return the end of the log.", unavailable);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            ErrorAnswers.send(exchange, ApiError.DRAINING, "The gateway is stopping.");
        }
    }

    private static void refuse(HttpServerExchange exchange, ApiError error, String why, Exception cause) {
        log.atWarn().addKeyValue("cause", String.valueOf(cause.getCause())).log("The ledger could not be compared");
        ErrorAnswers.send(exchange, error, "The ledger cannot be compared now: " + why + " Retry in a moment.");
    }
}
