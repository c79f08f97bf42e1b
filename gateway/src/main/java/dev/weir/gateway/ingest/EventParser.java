// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.weir.event.ErrorCode;
import dev.weir.event.Event;
import dev.weir.event.EventJson;
import dev.weir.event.EventRules;
import dev.weir.event.Utf8;
import dev.weir.event.Violation;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Parses one event from JSON. Checks its size, its encoding and its end; a format reads the fields.
 *
 * <p>The parser remembers the first violation but reads on. The rest must be JSON, too, and may contain the identity
 * that the response names.
 *
 * <p>Not thread-safe: use one instance per thread. After {@link #parse}, the result is in {@link #event} or in
 * {@link #violation}.
 */
final class EventParser {
    private final EventFormat format;
    private final EventDraft draft;

    EventParser(EventFormat format) {
        this.format = format;
        this.draft = format.draft();
    }

    /**
     * Reads the bytes from {@code start} to {@code end}.
     *
     * @param receivedAt milliseconds since the Unix epoch
     * @throws MalformedJsonException if they are not one JSON value
     */
    void parse(byte[] bytes, int start, int end, long receivedAt) throws MalformedJsonException {
        draft.begin(receivedAt);
        if (end - start > EventRules.MAX_EVENT_BYTES) {
            draft.refuse(
                    ErrorCode.TOO_LARGE,
                    null,
                    String.format(
                            Locale.ROOT,
                            "The event has %d bytes; at most %d are allowed.",
                            end - start,
                            EventRules.MAX_EVENT_BYTES));
            return;
        }
        int notUtf8 = Utf8.firstInvalid(bytes, start, end);
        if (notUtf8 >= 0) {
            draft.refuse(
                    ErrorCode.INVALID_VALUE,
                    null,
                    String.format(Locale.ROOT, "The event is not UTF-8: see its byte %d.", notUtf8 - start));
            return;
        }
        JsonErrors.refuseOtherUnicodeForms(bytes, start, end);
        try {
            read(bytes, start, end);
        } catch (JsonProcessingException malformed) {
            readWithoutLoneSurrogates(bytes, start, end, receivedAt, malformed);
        } catch (IOException impossible) {
            throw new IllegalStateException("A byte array could not be read.", impossible);
        }
    }

    /** The first violation, or null. */
    @Nullable
    Violation violation() {
        return draft.violation();
    }

    /** The identity that was sent, if it is valid. */
    @Nullable
    String sentEventId() {
        return draft.sentEventId();
    }

    /** @throws IllegalStateException if there is a violation */
    Event event(int index, @Nullable IdempotencyKey key) {
        return draft.event(index, key);
    }

    private void read(byte[] bytes, int start, int end) throws IOException, MalformedJsonException {
        format.fields().begin(bytes, start, end);
        try (JsonParser json = EventJson.FACTORY.createParser(bytes, start, end - start)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                format.read(json);
            } else {
                json.skipChildren();
                // Jackson reads a scalar lazily: only reading its text shows whether it is valid.
                json.getText();
                format.refuseOtherType();
            }
            if (json.nextToken() != null) {
                int offset = start + (int) json.currentLocation().getByteOffset();
                throw new MalformedJsonException(offset, "more follows after the end of the event");
            }
        }
    }

    /**
     * Jackson stops at half of a surrogate pair in a name. Reads the event without such halves, and reports them as the
     * violation only if there is no other.
     */
    private void readWithoutLoneSurrogates(
            byte[] bytes, int start, int end, long receivedAt, JsonProcessingException malformed)
            throws MalformedJsonException {
        byte[] mended = LoneSurrogates.replaced(bytes, start, end);
        if (mended == null) {
            throw JsonErrors.explained(malformed, start, end);
        }
        Violation first = draft.violation();
        draft.begin(receivedAt);
        draft.obeys(first);
        try {
            read(mended, 0, mended.length);
        } catch (MalformedJsonException trailing) {
            throw new MalformedJsonException(start + trailing.offset(), "more follows after the end of the event");
        } catch (JsonProcessingException stillMalformed) {
            throw JsonErrors.explained(stillMalformed, start, end);
        } catch (IOException impossible) {
            throw new IllegalStateException("A byte array could not be read.", impossible);
        }
        draft.obeys(EventRules.wellFormed(format.propertiesName(), "\uD800"));
    }
}
