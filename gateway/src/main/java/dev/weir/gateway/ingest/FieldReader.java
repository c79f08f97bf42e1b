// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.weir.event.ErrorCode;
import dev.weir.event.EventRules;
import dev.weir.event.PropertiesParser;
import dev.weir.event.Violation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads JSON values into the fields of a draft, and checks their JSON types. Reused; not thread-safe. */
final class FieldReader {
    private final EventDraft draft;
    private final PropertiesParser propertiesParser;

    private byte[] bytes = {};
    private int start;
    private int end;

    /** @param reservedProperty the name of a property that only the gateway may set, or null */
    FieldReader(EventDraft draft, @Nullable String reservedProperty) {
        this.draft = draft;
        this.propertiesParser = new PropertiesParser(reservedProperty);
    }

    /** @param bytes the JSON parser's input, from {@code start} to {@code end} */
    void begin(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.start = start;
        this.end = end;
    }

    /**
     * Moves the parser from the first token of the field's value to the last. A null counts as an absent field.
     *
     * @param sentAs the producer's name for the field
     */
    void read(EventField field, String sentAs, JsonParser json, JsonToken token) throws IOException {
        if (!draft.isFirst(field, sentAs) || token == JsonToken.VALUE_NULL) {
            json.skipChildren();
            return;
        }
        switch (field) {
            case TIMESTAMP -> timestamp(sentAs, json, token);
            case VALUE -> value(sentAs, json, token);
            case PROPERTIES -> properties(sentAs, json, token);
            default -> text(field, sentAs, json, token);
        }
    }

    /** Returns null, and refuses the event, if the value is not a string. */
    @Nullable
    String text(String sentAs, JsonParser json, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        json.skipChildren();
        draft.refuse(ErrorCode.INVALID_TYPE, sentAs, sentAs + " must be a string.");
        return null;
    }

    private void text(EventField field, String sentAs, JsonParser json, JsonToken token) throws IOException {
        String text = text(sentAs, json, token);
        if (text == null) {
            return;
        }
        switch (field) {
            case EVENT_ID -> draft.eventId(text, sentAs);
            case TYPE -> draft.type(text, sentAs);
            case USER_ID -> draft.userId(text, sentAs);
            case VIDEO_ID -> draft.videoId(text, sentAs);
            case SESSION_ID -> draft.sessionId(text, sentAs);
            default -> throw new IllegalArgumentException(field + " is no text.");
        }
    }

    private void timestamp(String sentAs, JsonParser json, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            timestamp(sentAs, json.getText());
        } else if (token == JsonToken.VALUE_NUMBER_INT && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            draft.timestamp(json.getLongValue(), sentAs);
        } else if (token.isNumeric()) {
            Long millis = WholeNumber.of(json.getText());
            if (millis == null) {
                draft.refuse(
                        ErrorCode.INVALID_VALUE,
                        sentAs,
                        sentAs + " as a number must be whole milliseconds since 1970, such as 1795176000250.");
            } else {
                draft.timestamp(millis, sentAs);
            }
        } else {
            json.skipChildren();
            draft.refuse(
                    ErrorCode.INVALID_TYPE,
                    sentAs,
                    sentAs + " must be a string such as 2026-11-20T12:00:00.250Z, or whole milliseconds since 1970.");
        }
    }

    void timestamp(String sentAs, String text) {
        Long millis = EventRules.parseTimestamp(text);
        if (millis != null) {
            draft.timestamp(millis, sentAs);
            return;
        }
        boolean isNumber = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        draft.refuse(
                ErrorCode.INVALID_VALUE,
                sentAs,
                sentAs + " is not an RFC 3339 date-time such as 2026-11-20T12:00:00.250Z"
                        + (isNumber ? "; send milliseconds as a number, without quotes." : "."));
    }

    private void value(String sentAs, JsonParser json, JsonToken token) throws IOException {
        if (token.isNumeric()) {
            // Jackson's own conversion to a double takes time that is quadratic in the number of digits.
            draft.value(Double.parseDouble(json.getText()), sentAs);
        } else {
            json.skipChildren();
            draft.refuse(ErrorCode.INVALID_TYPE, sentAs, sentAs + " must be a number.");
        }
    }

    private void properties(String sentAs, JsonParser json, JsonToken token) throws IOException {
        if (token != JsonToken.START_OBJECT) {
            json.skipChildren();
            draft.refuse(ErrorCode.INVALID_TYPE, sentAs, sentAs + " must be a JSON object.");
            return;
        }
        int from = start + (int) json.currentTokenLocation().getByteOffset();
        Violation broken = propertiesParser.parse(json, LoneSurrogates.mayBeIn(bytes, from, end));
        int length = start + (int) json.currentLocation().getByteOffset() - from;
        if (length > EventRules.MAX_PROPERTIES_BYTES) {
            draft.refuse(
                    ErrorCode.TOO_LONG,
                    sentAs,
                    String.format(
                            Locale.ROOT,
                            "%s have %d bytes; at most %d are allowed.",
                            sentAs,
                            length,
                            EventRules.MAX_PROPERTIES_BYTES));
        } else if (draft.obeys(broken, EventField.PROPERTIES, sentAs)) {
            draft.properties(new String(bytes, from, length, StandardCharsets.UTF_8));
        }
    }
}
