// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import dev.weir.event.ErrorCode;
import dev.weir.event.EventRules;
import dev.weir.event.Violation;
import dev.weir.gateway.ingest.BodyParser.Events;
import dev.weir.gateway.ingest.BodyParser.Result;
import dev.weir.http.Body;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Parses the bodies of every {@link Dialect} but Weir's own, as {@link BodyParser} does those. Not thread-safe. */
final class DialectParser {
    private final MappedReader api;
    private final MappedReader activities;
    private final SegmentReader segment;

    DialectParser(EventRules rules) {
        this.api = MappedReader.ofApi(rules);
        this.activities = MappedReader.ofActivity(rules);
        this.segment = new SegmentReader(rules);
    }

    Result parse(Body body, Dialect dialect, @Nullable IdempotencyKey key, long receivedAt) {
        try {
            Slices whole = Slices.ofOneValue(body.bytes(), body.length());
            return dialect.batch() == null
                    ? one(body, whole, dialect, key, receivedAt)
                    : batch(body, whole, dialect, dialect.batch(), key, receivedAt);
        } catch (MalformedJsonException malformed) {
            return new BodyParser.Unreadable(BodyParser.message(body, malformed));
        }
    }

    private Result one(Body body, Slices whole, Dialect dialect, @Nullable IdempotencyKey key, long receivedAt)
            throws MalformedJsonException {
        Events parsed = new Events();
        EventReader reader = reader(dialect, null);
        whole.next();
        BodyParser.add(parsed, 0, key, reader.read(body.bytes(), whole, receivedAt));
        return reader == segment ? parsed.with(segment.writeKey()) : parsed;
    }

    private Result batch(
            Body body, Slices whole, Dialect dialect, String name, @Nullable IdempotencyKey key, long receivedAt)
            throws MalformedJsonException {
        if (whole.isObject()) {
            Envelope envelope = Envelope.read(body.bytes(), whole, name);
            Slices events = envelope.events();
            return events == null
                    ? refused(envelope.violation()).with(envelope.writeKey())
                    : events(body, events, dialect, envelope, key, receivedAt);
        }
        whole.next();
        Slices events = dialect == Dialect.API_BATCH ? whole.elements() : null;
        return events == null
                ? refused(new Violation(
                        ErrorCode.INVALID_TYPE, null, "A batch must be a JSON object with the array " + name + "."))
                : events(body, events, dialect, null, key, receivedAt);
    }

    private Result events(
            Body body,
            Slices slices,
            Dialect dialect,
            @Nullable Envelope envelope,
            @Nullable IdempotencyKey key,
            long receivedAt)
            throws MalformedJsonException {
        Events parsed = new Events();
        EventReader reader = reader(dialect, envelope);
        MalformedJsonException unreadable = null;
        for (int index = 0; slices.next(); index++) {
            if (index == BodyParser.MAX_EVENTS) {
                return new BodyParser.TooMany();
            }
            try {
                // As in BodyParser, errors between events come first.
                if (unreadable == null) {
                    BodyParser.add(parsed, index, key, reader.read(body.bytes(), slices, receivedAt));
                }
            } catch (MalformedJsonException malformed) {
                unreadable = malformed;
            }
        }
        if (unreadable != null) {
            throw unreadable;
        }
        if (dialect == Dialect.SEGMENT_BATCH) {
            parsed.rejected().replaceAll(rejection -> placed(rejection, "batch"));
        }
        return envelope == null ? parsed : parsed.with(envelope.writeKey());
    }

    private EventReader reader(Dialect dialect, @Nullable Envelope envelope) {
        return switch (dialect) {
            case WEIR -> throw new IllegalArgumentException("BodyParser reads these.");
            case API_EVENT, API_BATCH -> api;
            case ACTIVITY -> activities;
            case SEGMENT_TRACK,
                    SEGMENT_PAGE,
                    SEGMENT_SCREEN,
                    SEGMENT_IDENTIFY,
                    SEGMENT_GROUP,
                    SEGMENT_ALIAS,
                    SEGMENT_BATCH -> segment.of(dialect.call(), envelope);
        };
    }

    private static Events refused(@Nullable Violation violation) {
        Events parsed = new Events();
        if (violation != null) {
            parsed.rejected().add(new Rejection(0, null, violation));
        }
        return parsed;
    }

    /** Adds the place of the event to the name of the field, such as {@code batch[3].userId}. */
    private static Rejection placed(Rejection rejection, String batch) {
        Violation violation = rejection.violation();
        String place = String.format(Locale.ROOT, "%s[%d]", batch, rejection.index());
        String field = violation.field() == null ? place : place + "." + violation.field();
        return new Rejection(
                rejection.index(), rejection.eventId(), new Violation(violation.code(), field, violation.message()));
    }
}
