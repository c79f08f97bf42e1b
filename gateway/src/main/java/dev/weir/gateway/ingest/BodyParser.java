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

/** Parses a whole body into valid and rejected events, before any event is written. Not thread-safe. */
final class BodyParser {
    static final int MAX_EVENTS = 1_000;

    private static final Violation NO_BATCH = new Violation(
            ErrorCode.INVALID_TYPE,
            null,
            "A batch must be a JSON array of CloudEvents; send a single one as application/cloudevents+json.");

    private final EventParser events;
    private final CloudEventFormat cloudEventFormat;
    private final EventParser cloudEvents;

    BodyParser(EventRules rules) {
        this.events = new EventParser(new WeirFormat(rules));
        this.cloudEventFormat = new CloudEventFormat(rules);
        this.cloudEvents = new EventParser(cloudEventFormat);
    }

    /** @param receivedAt milliseconds since the Unix epoch */
    ParsedBody parse(Body body, IngestRequest request, long receivedAt) {
        HeaderAttributes attributes = request.attributes();
        return attributes == null
                ? parse(body, request.format(), request.idempotencyKey(), receivedAt)
                : parseData(body, attributes, receivedAt);
    }

    /** @param receivedAt milliseconds since the Unix epoch */
    ParsedBody parse(Body body, BodyFormat format, @Nullable IdempotencyKey key, long receivedAt) {
        try {
            Slices slices = Slices.of(body.bytes(), body.length(), format, MAX_EVENTS);
            if (slices.isTooMany()) {
                return new ParsedBody.TooMany();
            }
            if (format == BodyFormat.CLOUD_EVENT_BATCH && !slices.isArray()) {
                return new ParsedBody.Events(List.of(), List.of(new Rejection(0, null, NO_BATCH)));
            }
            return events(body, slices, format, key, receivedAt);
        } catch (MalformedJsonException malformed) {
            return new ParsedBody.Unreadable(message(body, malformed));
        }
    }

    /** Parses a CloudEvent in binary mode. The body is its data, and may be empty. */
    private ParsedBody parseData(Body body, HeaderAttributes attributes, long receivedAt) {
        int start = Slices.beginningOf(body.bytes(), body.length());
        cloudEventFormat.attributes(attributes);
        try {
            if (start == body.length() || !attributes.isJson()) {
                cloudEventFormat.readWithoutData(receivedAt);
            } else {
                cloudEvents.parse(body.bytes(), start, body.length(), receivedAt);
            }
        } catch (MalformedJsonException malformed) {
            return new ParsedBody.Unreadable(message(body, malformed));
        } finally {
            cloudEventFormat.attributes(null);
        }
        Violation violation = cloudEvents.violation();
        return violation == null
                ? new ParsedBody.Events(List.of(cloudEvents.event(0, null)), List.of())
                : new ParsedBody.Events(List.of(), List.of(new Rejection(0, cloudEvents.sentEventId(), violation)));
    }

    private ParsedBody events(
            Body body, Slices slices, BodyFormat format, @Nullable IdempotencyKey key, long receivedAt)
            throws MalformedJsonException {
        EventParser parser = format.isCloudEvents() ? cloudEvents : events;
        List<Event> accepted = new ArrayList<>(slices.count());
        List<Rejection> rejected = new ArrayList<>();
        for (int index = 0; index < slices.count(); index++) {
            try {
                parser.parse(body.bytes(), slices.start(index), slices.end(index), receivedAt);
            } catch (MalformedJsonException malformed) {
                if (format != BodyFormat.NDJSON) {
                    throw malformed;
                }
                Violation notJson = new Violation(ErrorCode.MALFORMED_JSON, null, message(body, malformed));
                rejected.add(new Rejection(index, null, notJson));
                continue;
            }
            Violation violation = parser.violation();
            if (violation == null) {
                accepted.add(parser.event(index, key));
            } else {
                rejected.add(new Rejection(index, parser.sentEventId(), violation));
            }
        }
        return new ParsedBody.Events(accepted, rejected);
    }

    private static String message(Body body, MalformedJsonException malformed) {
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
