// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.lookup;

import dev.weir.event.UuidV8;
import dev.weir.http.ApiError;
import dev.weir.http.BadParameterException;
import dev.weir.http.ErrorAnswers;
import dev.weir.http.JsonAnswers;
import dev.weir.http.Parameters;
import dev.weir.http.QueryParameters;
import dev.weir.http.Routes;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles {@code GET /events/{event_id}}: returns the fate of each copy of an event. Blocks; scans the log once at a
 * time.
 */
public final class LookupHandler implements HttpHandler {
    private static final Logger log = LoggerFactory.getLogger(LookupHandler.class);

    private static final String USER_ID = "user_id";
    private static final String SOURCE = "source";
    private static final String SINCE = "since";
    private static final Duration DEFAULT_SINCE = Duration.ofHours(24);
    private static final Duration LONGEST_SINCE = Duration.ofDays(36_500);

    private final EventLog eventLog;
    private final Bookkeeping bookkeeping;
    private final Clock clock;
    private final Semaphore turn = new Semaphore(1);

    public LookupHandler(EventLog eventLog, Bookkeeping bookkeeping, Clock clock) {
        this.eventLog = eventLog;
        this.bookkeeping = bookkeeping;
        this.clock = clock;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        EventKey key;
        Instant since;
        try {
            Parameters parameters = Parameters.of(QueryParameters.of(exchange), List.of(USER_ID, SOURCE, SINCE));
            key = new EventKey(userId(parameters), eventId(parameters, Routes.pathParameter(exchange, "event_id")));
            since = clock.instant().minus(parameters.duration(SINCE, DEFAULT_SINCE, LONGEST_SINCE, "15m, 24h or 30d"));
        } catch (BadParameterException bad) {
            ErrorAnswers.send(exchange, bad);
            return;
        }
        if (!turn.tryAcquire()) {
            ErrorAnswers.send(
                    exchange, ApiError.BUSY, "Another event is being looked for in the log; ask again in a moment.");
            return;
        }
        Runnable answer;
        try {
            answer = look(exchange, key, since);
        } finally {
            turn.release();
        }
        // Respond after the release: a client that sends its next request on this response must not be refused.
        answer.run();
    }

    /** Looks the event up and returns how to send the response. */
    private Runnable look(HttpServerExchange exchange, EventKey key, Instant since) {
        try {
            // Scan the log before reading the books: the books are then at least as recent as the scan.
            Scan scan = eventLog.scan(key, since);
            List<Fate> fates = Fates.of(scan, bookkeeping.of(key, scan.partition()));
            return fates.isEmpty()
                    ? () -> ErrorAnswers.send(exchange, ApiError.NOT_FOUND, notFound(scan, since))
                    : () -> JsonAnswers.send(exchange, 200, new LookupAnswer(key, since, scan, fates));
        } catch (LookupUnavailableException unavailable) {
            log.atWarn()
                    .addKeyValue("cause", String.valueOf(unavailable.getCause()))
                    .log("An event could not be looked for");
            String who = unavailable.error() == ApiError.KAFKA_UNAVAILABLE ? "Kafka" : "ClickHouse";
            return () -> ErrorAnswers.send(
                    exchange,
                    unavailable.error(),
                    "The event cannot be looked for now: " + who + " gave no answer. Ask again in a moment.");
        }
    }

    private static String userId(Parameters parameters) throws BadParameterException {
        @Nullable String userId = parameters.text(USER_ID);
        if (userId == null) {
            throw new BadParameterException(
                    ApiError.MISSING_PARAMETER,
                    USER_ID,
                    "user_id is required: with the event_id it is the identity of an event.");
        }
        return userId;
    }

    /** The event_id of a CloudEvent is derived from its source and its id. */
    private static String eventId(Parameters parameters, String id) throws BadParameterException {
        @Nullable String source = parameters.text(SOURCE);
        return source == null ? id : UuidV8.ofCloudEvent(source, id).toString();
    }

    private static String notFound(Scan scan, Instant since) {
        return String.format(
                Locale.ROOT,
                "No copy of this event was found: not in partition %d from offset %d up to %d, which is what was received"
                        + " since %s%s, nor in the counted events, nor in the dead letters. Was it accepted? Are user_id"
                        + " and event_id the same in every character? Was it received earlier? since=7d looks further"
                        + " back.",
                scan.partition(),
                scan.fromOffset(),
                scan.toOffset(),
                since,
                scan.complete() ? "" : " as far as there was time to look");
    }
}
