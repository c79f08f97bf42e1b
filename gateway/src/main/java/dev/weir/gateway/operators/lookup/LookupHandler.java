// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.lookup;

import dev.weir.configuration.KafkaEndpoint;
import dev.weir.gateway.clickhouse.ClickHousePool;
import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.kafka.KafkaUnavailableException;
import dev.weir.gateway.operators.OneAtATime;
import dev.weir.http.ApiError;
import dev.weir.http.BadParameterException;
import dev.weir.http.ErrorAnswers;
import dev.weir.http.JsonAnswers;
import dev.weir.http.QueryParameters;
import dev.weir.http.Routes;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles {@code GET /events/{event_id}}: returns the fate of each copy of an event. Blocks; scans the log once at a
 * time.
 */
public final class LookupHandler implements HttpHandler {
    private static final Logger log = LoggerFactory.getLogger(LookupHandler.class);

    private final KafkaEventLog eventLog;
    private final ClickHouseCopies tables;
    private final Clock clock;
    private final OneAtATime scans = new OneAtATime("Another lookup is running; retry in a moment.");

    /** @param topic the topic of the events */
    public LookupHandler(KafkaEndpoint kafka, ClickHousePool clickHouse, String topic, Clock clock) {
        this.eventLog = new KafkaEventLog(kafka, topic);
        this.tables = new ClickHouseCopies(clickHouse, topic);
        this.clock = clock;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        LookupRequest request;
        try {
            String id = Routes.pathParameter(exchange, "event_id");
            request = LookupRequest.parse(id, QueryParameters.of(exchange), clock.instant());
        } catch (BadParameterException bad) {
            ErrorAnswers.send(exchange, bad);
            return;
        }
        scans.run(exchange, () -> look(exchange, request));
    }

    /** Looks the event up and returns how to send the response. */
    private Runnable look(HttpServerExchange exchange, LookupRequest request) {
        try {
            // Scan the log before reading the tables: the tables are then at least as recent as the scan.
            Scan scan = eventLog.scan(request.event(), request.since());
            StoredCopies stored = tables.of(request.event(), scan.partition());
            LookupAnswer answer = new LookupAnswer(request, scan, Fates.of(scan, stored));
            return answer.fates().isEmpty()
                    ? () -> ErrorAnswers.send(exchange, ApiError.NOT_FOUND, answer.notFound())
                    : () -> JsonAnswers.send(exchange, 200, answer);
        } catch (KafkaUnavailableException unavailable) {
            return refuse(exchange, ApiError.KAFKA_UNAVAILABLE, "Kafka", unavailable);
        } catch (ClickHouseUnavailableException unavailable) {
            return refuse(exchange, ApiError.CLICKHOUSE_UNAVAILABLE, "ClickHouse", unavailable);
        }
    }

    private static Runnable refuse(HttpServerExchange exchange, ApiError error, String who, Exception cause) {
        log.atWarn().addKeyValue("cause", String.valueOf(cause)).log("The lookup of an event failed");
        return () -> ErrorAnswers.send(
                exchange, error, "The event cannot be looked up now: " + who + " did not respond. Retry in a moment.");
    }
}
