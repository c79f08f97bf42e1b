// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import dev.weir.event.ErrorCode;
import dev.weir.event.Event;
import dev.weir.event.EventRules;
import dev.weir.event.Violation;
import dev.weir.http.Body;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Parses a whole body into valid and rejected events, before any event is written. {@link Slices} tells the events
 * apart, and the {@link EventReader} of the format reads each of them. Not thread-safe.
 */
final class BodyParser {
    static final int MAX_EVENTS = 1_000;

    private static final Violation NO_BATCH = new Violation(
            ErrorCode.INVALID_TYPE,
            null,
            "A batch must be a JSON array of CloudEvents; send a single one as application/cloudevents+json.");

    private final WeirReader events;
    private final CloudEventReader cloudEvents;
    private final DialectParser others;

    BodyParser(EventRules rules) {
        this.events = new WeirReader(rules);
        this.cloudEvents = new CloudEventReader(rules);
        this.others = new DialectParser(rules);
    }

    /** What a body consists of. */
    sealed interface Result {}

    /**
     * Each event is in one of the lists. Both lists keep the order of the body.
     *
     * @param writeKey the API key in the body, which only a client of Segment sends there; null if there is none
     */
    record Events(
            List<Event> accepted,
            List<Rejection> rejected,
            @Nullable String writeKey) implements Result {
        Events() {
            this(new ArrayList<>(), new ArrayList<>(), null);
        }

        Events with(@Nullable String key) {
            return new Events(accepted, rejected, key);
        }
    }

    /** The events cannot be separated; the message says where and why. */
    record Unreadable(String message) implements Result {}

    /** The body has more events than a request may have. */
    record TooMany() implements Result {}

    /** @param receivedAt milliseconds since the Unix epoch */
    Result parse(Body body, IngestRequest request, long receivedAt) {
        if (request.dialect() != Dialect.WEIR) {
            return others.parse(body, request.dialect(), request.idempotencyKey(), receivedAt);
        }
        HeaderAttributes attributes = request.attributes();
        return attributes == null
                ? parse(body, request.format(), request.idempotencyKey(), receivedAt)
                : parseBinary(body, attributes, receivedAt);
    }

    /** @param receivedAt milliseconds since the Unix epoch */
    Result parse(Body body, BodyFormat format, @Nullable IdempotencyKey key, long receivedAt) {
        EventReader reader =
                switch (format) {
                    case JSON, NDJSON -> events;
                    case CLOUD_EVENT, CLOUD_EVENT_BATCH -> cloudEvents;
                };
        Events parsed = new Events();
        MalformedJsonException unreadable = null;
        try {
            Slices slices = new Slices(body.bytes(), body.length(), format);
            for (int index = 0; slices.next(); index++) {
                if (index == MAX_EVENTS) {
                    return new TooMany();
                }
                if (format == BodyFormat.CLOUD_EVENT_BATCH && !slices.isArray()) {
                    parsed.rejected().add(new Rejection(index, null, NO_BATCH));
                    continue;
                }
                try {
                    // After an event that is not JSON the loop only looks for errors between events, which come first.
                    if (unreadable == null) {
                        add(parsed, index, key, reader.read(body.bytes(), slices, receivedAt));
                    }
                } catch (MalformedJsonException malformed) {
                    if (format == BodyFormat.NDJSON) {
                        Violation notJson = new Violation(ErrorCode.MALFORMED_JSON, null, message(body, malformed));
                        parsed.rejected().add(new Rejection(index, null, notJson));
                    } else {
                        unreadable = malformed;
                    }
                }
            }
        } catch (MalformedJsonException betweenEvents) {
            unreadable = betweenEvents;
        }
        return unreadable == null ? parsed : new Unreadable(message(body, unreadable));
    }

    /** Parses a CloudEvent in binary mode. The body is its data, and may be empty. */
    private Result parseBinary(Body body, HeaderAttributes attributes, long receivedAt) {
        Events parsed = new Events();
        try {
            int start = Slices.beginningOf(body.bytes(), body.length());
            add(parsed, 0, null, cloudEvents.readBinary(attributes, body.bytes(), start, body.length(), receivedAt));
            return parsed;
        } catch (MalformedJsonException malformed) {
            return new Unreadable(message(body, malformed));
        }
    }

    static void add(Events parsed, int index, @Nullable IdempotencyKey key, EventDraft draft) {
        Violation violation = draft.violation();
        if (violation == null) {
            parsed.accepted().add(draft.event(index, key));
        } else {
            parsed.rejected().add(new Rejection(index, draft.eventId(), violation));
        }
    }

    /** Says where a body is malformed, and why. */
    static String message(Body body, MalformedJsonException malformed) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < malformed.offset() && i < body.length(); i++) {
            byte b = body.bytes()[i];
            if (b == '\n') {
                line++;
                column = 1;
            } else if ((b & 0xC0) != 0x80) {
                column++;
            }
        }
        return String.format(Locale.ROOT, "Not JSON at line %d, column %d: %s.", line, column, malformed.getMessage());
    }
}
