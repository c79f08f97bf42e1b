// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.weir.event.ErrorCode;
import dev.weir.event.Event;
import dev.weir.event.EventRules;
import dev.weir.event.PropertiesParser;
import dev.weir.event.Violation;
import dev.weir.http.UuidV7;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event while it is being read. Reads the value of each field, checks it, and remembers the first violation.
 *
 * <p>{@code sentAs} is the producer's name for a field, which error messages use. Reused; not thread-safe.
 */
final class EventDraft {
    /** The fields of an event. */
    enum Field {
        EVENT_ID,
        TYPE,
        TIMESTAMP,
        USER_ID,
        VIDEO_ID,
        SESSION_ID,
        VALUE,
        PROPERTIES;

        private final String wireName = name().toLowerCase(Locale.ROOT);

        /** Such as {@code user_id}. */
        String wireName() {
            return wireName;
        }
    }

    private final EventRules rules;
    private final PropertiesParser propertiesParser;
    private final UuidV7 uuids = new UuidV7();

    private byte[] source = {};
    private int start;
    private boolean hasLoneSurrogates;

    private final Set<Field> seen = EnumSet.noneOf(Field.class);

    private long receivedAt;
    private @Nullable Violation violation;
    private @Nullable String eventId;
    private @Nullable String type;
    private long timestamp;
    private @Nullable String userId;
    private @Nullable String videoId;
    private @Nullable String sessionId;
    private @Nullable Double value;
    private @Nullable String properties;
    private @Nullable UUID identity;

    /** @param reservedProperty the name of a property that only the gateway may set, or null */
    EventDraft(EventRules rules, @Nullable String reservedProperty) {
        this.rules = rules;
        this.propertiesParser = new PropertiesParser(reservedProperty);
    }

    /** @param receivedAt milliseconds since the Unix epoch */
    void begin(long receivedAt) {
        this.receivedAt = receivedAt;
        seen.clear();
        violation = null;
        eventId = null;
        type = null;
        timestamp = receivedAt;
        userId = null;
        videoId = null;
        sessionId = null;
        value = null;
        properties = null;
        identity = null;
    }

    /** Begins again with the same event, but remembers its violation. */
    void restart() {
        Violation first = violation;
        begin(receivedAt);
        violation = first;
    }

    /**
     * Sets what the JSON parser reads.
     *
     * @param bytes the parser's input, from {@code start} on
     * @param hasLoneSurrogates whether a string may have half of a surrogate pair; checking each one costs time
     */
    void source(byte[] bytes, int start, boolean hasLoneSurrogates) {
        this.source = bytes;
        this.start = start;
        this.hasLoneSurrogates = hasLoneSurrogates;
    }

    /** Reads the parser's current value into a field, and moves the parser to its end. A null counts as absent. */
    void read(Field field, String sentAs, JsonParser json) throws IOException {
        if (!seen.add(field)) {
            json.skipChildren();
            refuse(ErrorCode.DUPLICATE_FIELD, sentAs, sentAs + " appears twice.");
        } else if (json.currentToken() != JsonToken.VALUE_NULL) {
            switch (field) {
                case TIMESTAMP -> timestamp(sentAs, json);
                case VALUE -> value(sentAs, json);
                case PROPERTIES -> properties(sentAs, json);
                default -> text(field, sentAs, json);
            }
        }
    }

    private void text(Field field, String sentAs, JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            text(field, sentAs, json.getText());
        } else {
            refuseType(json, sentAs, sentAs + " must be a string.");
        }
    }

    void text(Field field, String sentAs, String text) {
        switch (field) {
            case EVENT_ID -> eventId = valid(text, rules.eventId(text), field, sentAs);
            case TYPE -> type = valid(text, rules.type(text), field, sentAs);
            case USER_ID -> userId = valid(text, rules.userId(text), field, sentAs);
            case VIDEO_ID -> videoId = valid(text, rules.videoId(text), field, sentAs);
            case SESSION_ID -> sessionId = valid(text, rules.sessionId(text), field, sentAs);
            default -> throw new IllegalArgumentException(field + " is no text.");
        }
    }

    private @Nullable String valid(String text, @Nullable Violation broken, Field field, String sentAs) {
        return obeys(broken, field, sentAs) ? text : null;
    }

    private void timestamp(String sentAs, JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_STRING) {
            timestamp(sentAs, json.getText());
        } else if (token == JsonToken.VALUE_NUMBER_INT && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            timestamp(sentAs, json.getLongValue());
        } else if (token.isNumeric()) {
            Long millis = WholeNumber.of(json.getText());
            if (millis == null) {
                refuse(
                        ErrorCode.INVALID_VALUE,
                        sentAs,
                        sentAs + " as a number must be whole milliseconds since 1970, such as 1795176000250.");
            } else {
                timestamp(sentAs, millis);
            }
        } else {
            refuseType(
                    json,
                    sentAs,
                    sentAs + " must be a string such as 2026-11-20T12:00:00.250Z, or whole milliseconds since 1970.");
        }
    }

    void timestamp(String sentAs, String text) {
        Long millis = EventRules.parseTimestamp(text);
        if (millis != null) {
            timestamp(sentAs, millis.longValue());
            return;
        }
        boolean isNumber = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        refuse(
                ErrorCode.INVALID_VALUE,
                sentAs,
                sentAs + " is not an RFC 3339 date-time such as 2026-11-20T12:00:00.250Z"
                        + (isNumber ? "; send milliseconds as a number, without quotes." : "."));
    }

    void timestamp(String sentAs, long millis) {
        if (obeys(rules.timestamp(millis, receivedAt), Field.TIMESTAMP, sentAs)) {
            timestamp = millis;
        }
    }

    private void value(String sentAs, JsonParser json) throws IOException {
        if (!json.currentToken().isNumeric()) {
            refuseType(json, sentAs, sentAs + " must be a number.");
            return;
        }
        // Jackson's own conversion to a double takes time that is quadratic in the number of digits.
        double number = Double.parseDouble(json.getText());
        if (obeys(rules.value(number), Field.VALUE, sentAs)) {
            value = number;
        }
    }

    private void properties(String sentAs, JsonParser json) throws IOException {
        if (!isObject(json, sentAs, sentAs + " must be a JSON object.")) {
            return;
        }
        int from = start + (int) json.currentTokenLocation().getByteOffset();
        Violation broken = propertiesParser.parse(json, hasLoneSurrogates);
        int length = start + (int) json.currentLocation().getByteOffset() - from;
        if (length > EventRules.MAX_PROPERTIES_BYTES) {
            refuse(
                    ErrorCode.TOO_LONG,
                    sentAs,
                    String.format(
                            Locale.ROOT,
                            "%s have %d bytes; at most %d are allowed.",
                            sentAs,
                            length,
                            EventRules.MAX_PROPERTIES_BYTES));
        } else if (obeys(broken, Field.PROPERTIES, sentAs)) {
            properties = new String(source, from, length, StandardCharsets.UTF_8);
        }
    }

    /** Whether the parser's current value is an object. If not, refuses it and moves the parser to its end. */
    boolean isObject(JsonParser json, @Nullable String field, String otherwise) throws IOException {
        if (json.currentToken() == JsonToken.START_OBJECT) {
            return true;
        }
        refuseType(json, field, otherwise);
        return false;
    }

    void refuseType(JsonParser json, @Nullable String field, String message) throws IOException {
        json.skipChildren();
        refuse(ErrorCode.INVALID_TYPE, field, message);
    }

    /** Returns the text, or null if it breaks the rules for attributes of CloudEvents. */
    @Nullable
    String attribute(String name, String text) {
        return obeys(rules.attribute(name, text)) ? text : null;
    }

    void require(boolean there, String field, String message) {
        if (!there) {
            refuse(ErrorCode.MISSING_FIELD, field, message);
        }
    }

    /** Refuses an event without a video if its type needs one. */
    void requireVideo(String sentAs) {
        if (type != null) {
            obeys(rules.videoOf(type, videoId != null), Field.VIDEO_ID, sentAs);
        }
    }

    void refuse(ErrorCode code, @Nullable String field, String message) {
        obeys(new Violation(code, field, message));
    }

    /** Remembers a violation if it is the first. */
    boolean obeys(@Nullable Violation broken) {
        if (broken != null && violation == null) {
            violation = broken;
        }
        return broken == null;
    }

    private boolean obeys(@Nullable Violation broken, Field field, String sentAs) {
        return broken == null || obeys(broken.renamed(field.wireName(), sentAs));
    }

    /** The {@code event_id} that was sent, if it is valid. */
    @Nullable
    String eventId() {
        return eventId;
    }

    @Nullable
    String type() {
        return type;
    }

    @Nullable
    String userId() {
        return userId;
    }

    /** Whether the type needs a video, and the event has none. */
    boolean lacksVideo() {
        return type != null && rules.videoOf(type, videoId != null) != null;
    }

    /** Milliseconds since the Unix epoch. */
    long receivedAt() {
        return receivedAt;
    }

    @Nullable
    String properties() {
        return properties;
    }

    /** @param json a valid object */
    void properties(String json) {
        properties = json;
    }

    /** Sets the type of an event that has a video but no type. */
    void typeIfVideo(String assumed) {
        if (type == null && videoId != null) {
            type = assumed;
        }
    }

    /** Sets an {@code event_id} that is derived from what was sent. */
    void identity(UUID derived) {
        identity = derived;
    }

    /** The first violation, or null. */
    @Nullable
    Violation violation() {
        return violation;
    }

    /** @throws IllegalStateException if there is a violation */
    Event event(int index, @Nullable IdempotencyKey key) {
        if (violation != null || userId == null || type == null) {
            throw new IllegalStateException("The event breaks a rule.");
        }
        boolean assigned = eventId == null && identity == null && key == null;
        String id = eventId;
        if (identity != null) {
            id = identity.toString();
        } else if (id == null) {
            id = (key == null ? uuids.next(receivedAt) : key.eventId(index)).toString();
        }
        return new Event(id, assigned, type, timestamp, userId, videoId, sessionId, value, properties);
    }
}
