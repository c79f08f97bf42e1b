// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.weir.event.ErrorCode;
import dev.weir.event.EventJson;
import dev.weir.event.EventRules;
import dev.weir.event.Utf8;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads one event from JSON. Checks its size, its encoding and its end; the reader of each format reads the fields.
 *
 * <p>After the first violation, the reader reads on. The rest must be JSON, too, and may contain the identity that the
 * response names. Not thread-safe.
 */
abstract sealed class EventReader permits WeirReader, CloudEventReader, MappedReader, SegmentReader {
    final EventDraft draft;
    private final String propertiesName;

    /**
     * @param reservedProperty the name of a property that only the gateway may set, or null
     * @param propertiesName the producers' name for the properties
     */
    EventReader(EventRules rules, @Nullable String reservedProperty, String propertiesName) {
        this.draft = new EventDraft(rules, reservedProperty);
        this.propertiesName = propertiesName;
    }

    /** Reads the value at which the parser is into the draft, and moves the parser to its end. */
    abstract void value(JsonParser json) throws IOException;

    /** Reads the current slice of the bytes. The returned draft is valid until the next event. */
    final EventDraft read(byte[] bytes, Slices slice, long receivedAt) throws MalformedJsonException {
        return read(bytes, slice.start(), slice.end(), slice.hasSurrogates(), receivedAt);
    }

    /**
     * Reads the bytes from {@code start} to {@code end}.
     *
     * @param surrogates whether the bytes may have an escape of a surrogate
     * @param receivedAt milliseconds since the Unix epoch
     * @throws MalformedJsonException if they are not one JSON value
     */
    final EventDraft read(byte[] bytes, int start, int end, boolean surrogates, long receivedAt)
            throws MalformedJsonException {
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
            return draft;
        }
        int notUtf8 = Utf8.firstInvalid(bytes, start, end);
        if (notUtf8 >= 0) {
            draft.refuse(
                    ErrorCode.INVALID_VALUE,
                    null,
                    String.format(Locale.ROOT, "The event is not valid UTF-8 at byte %d.", notUtf8 - start));
            return draft;
        }
        refuseOtherUnicodeForms(bytes, start, end);
        byte[] mended = surrogates ? LoneSurrogates.replaced(bytes, start, end) : null;
        try {
            if (mended == null) {
                json(bytes, start, end, false);
            } else {
                withLoneSurrogates(bytes, start, end, mended);
            }
            return draft;
        } catch (JsonProcessingException malformed) {
            throw JsonErrors.explained(malformed, start, end);
        } catch (IOException impossible) {
            throw new IllegalStateException("A byte array could not be read.", impossible);
        }
    }

    /**
     * Refuses other encodings than UTF-8. Jackson would take a NUL among the first bytes for UTF-16 or UTF-32; JSON in
     * UTF-8 has no NUL there.
     */
    private static void refuseOtherUnicodeForms(byte[] bytes, int start, int end) throws MalformedJsonException {
        for (int i = start; i < end && i < start + 4; i++) {
            if (bytes[i] == 0) {
                throw new MalformedJsonException(i, "a NUL byte; send UTF-8, not UTF-16");
            }
        }
        if (Slices.isBom(bytes, start, end)) {
            throw MalformedJsonException.byteOrderMark(start);
        }
        if (bytes[start] < 0) {
            throw new MalformedJsonException(start, "a value is expected");
        }
    }

    private void json(byte[] bytes, int start, int end, boolean hasLoneSurrogates) throws IOException {
        draft.source(bytes, start, hasLoneSurrogates);
        try (JsonParser json = EventJson.FACTORY.createParser(bytes, start, end - start)) {
            json.nextToken();
            value(json);
            if (json.nextToken() != null) {
                throw new JsonParseException(json, JsonErrors.MORE_FOLLOWS);
            }
        }
    }

    /**
     * Jackson stops at half of a surrogate pair in a name. Reads the event without such halves then, and reports them
     * as the violation only if there is no other.
     */
    private void withLoneSurrogates(byte[] bytes, int start, int end, byte[] mended) throws IOException {
        try {
            json(bytes, start, end, true);
        } catch (JsonProcessingException inName) {
            draft.restart();
            json(mended, 0, mended.length, false);
            draft.obeys(EventRules.wellFormed(propertiesName, "\uD800"));
        }
    }
}
