// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.http.ApiError;
import dev.weir.http.BadParameterException;
import dev.weir.http.ErrorAnswers;
import dev.weir.http.JsonAnswers;
import dev.weir.http.QueryParameters;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles {@code GET /dead-letters}: returns a page, in the order of the log. Blocks.
 *
 * <p>The sort key of a letter never changes. Pages therefore neither repeat nor miss a letter while others arrive.
 */
final class ListHandler implements HttpHandler {
    private static final Logger log = LoggerFactory.getLogger(ListHandler.class);

    /** How much of each payload is shown; longer than the payload of any event. */
    private static final int SHOWN_PAYLOAD_BYTES = 64 * 1024;

    /** About the limit for all payloads of a response. A page with more ends early. */
    private static final int MOST_PAYLOAD_BYTES = 8 << 20;

    private static final int AT_A_TIME = 100;

    private final DeadLetterStore store;

    ListHandler(DeadLetterStore store) {
        this.store = store;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        try {
            SelectionParser.Request request = SelectionParser.toList(QueryParameters.of(exchange));
            answer(exchange, read(request.selection(), request.limit()));
        } catch (BadParameterException bad) {
            ErrorAnswers.send(exchange, bad);
        } catch (ClickHouseUnavailableException unavailable) {
            log.atWarn().addKeyValue("cause", String.valueOf(unavailable)).log("Dead letters could not be listed");
            ErrorAnswers.send(
                    exchange,
                    ApiError.CLICKHOUSE_UNAVAILABLE,
                    "The dead letters cannot be read now: ClickHouse did not respond. Retry in a moment.");
        }
    }

    /** Reads up to the limit and one more, which shows that there are more. Reads fewer if the payloads are large. */
    private Found read(Selection selection, int limit) throws ClickHouseUnavailableException {
        List<DeadLetter> letters = new ArrayList<>();
        Selection rest = selection;
        long bytes = 0;
        while (letters.size() <= limit) {
            if (bytes > MOST_PAYLOAD_BYTES) {
                return new Found(letters, true);
            }
            int size = Math.min(AT_A_TIME, limit + 1 - letters.size());
            List<DeadLetter> page = store.page(rest, size, SHOWN_PAYLOAD_BYTES);
            letters.addAll(page);
            if (page.size() < size) {
                return new Found(letters, false);
            }
            bytes += page.stream().mapToLong(letter -> letter.payload().length).sum();
            rest = selection.after(page.get(page.size() - 1).id());
        }
        return new Found(letters.subList(0, limit), true);
    }

    private record Found(List<DeadLetter> letters, boolean more) {}

    private static void answer(HttpServerExchange exchange, Found found) {
        List<DeadLetter> letters = found.letters();
        JsonAnswers.send(exchange, 200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("dead_letters");
            DeadLetterJson writer = new DeadLetterJson(json);
            for (DeadLetter letter : letters) {
                writer.write(letter);
            }
            json.writeEndArray();
            json.writeStringField(
                    "next_cursor",
                    found.more() ? letters.get(letters.size() - 1).id().toString() : null);
            json.writeEndObject();
        });
    }
}
