package dev.weir.gateway.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.weir.event.ErrorCode;
import dev.weir.event.Event;
import dev.weir.event.EventRules;
import dev.weir.event.Violation;
import dev.weir.gateway.uuid.UuidV7;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event from its JSON, held to every rule: reads field by field and remembers the first rule that is broken, but reads
 * on, because what follows must be JSON, and may be the {@code event_id} that the answer names.
 *
 * <p>Not thread-safe: one a thread. Reads {@link #parse}'s result from {@link #event}, or {@link #violation}.
 */
final class EventParser {
    /** The size of an event is checked before; none of Jackson's own limits is met below it. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(EventRules.MAX_EVENT_BYTES)
                    .maxNumberLength(EventRules.MAX_EVENT_BYTES)
                    .maxStringLength(EventRules.MAX_EVENT_BYTES)
                    .maxNameLength(EventRules.MAX_EVENT_BYTES)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .build();

    private final EventRules rules;
    private final PropertiesParser propertiesParser = new PropertiesParser();
    private final UuidV7 uuids = new UuidV7();

    private byte[] bytes = {};
    private int start;
    private int end;
    private long receivedAt;

    private int seen;
    private @Nullable Violation violation;
    private @Nullable String eventId;
    private @Nullable String type;
    private @Nullable Long timestamp;
    private @Nullable String userId;
    private @Nullable String videoId;
    private @Nullable String sessionId;
    private @Nullable Double value;
    private @Nullable String properties;

    EventParser(EventRules rules) {
        this.rules = rules;
    }

    /**
     * Reads the bytes from {@code start} to {@code end}.
     *
     * @param receivedAt milliseconds since the Unix epoch
     * @throws MalformedJsonException where they are not one JSON value
     */
    void parse(byte[] bytes, int start, int end, long receivedAt) throws MalformedJsonException {
        this.bytes = bytes;
        this.start = start;
        this.end = end;
        this.receivedAt = receivedAt;
        reset();
        if (end - start > EventRules.MAX_EVENT_BYTES) {
            refuse(
                    ErrorCode.TOO_LARGE,
                    null,
                    "The event has %d bytes; at most %d are allowed."
                            .formatted(end - start, EventRules.MAX_EVENT_BYTES));
            return;
        }
        int notUtf8 = Utf8.firstInvalid(bytes, start, end);
        if (notUtf8 >= 0) {
            refuse(
                    ErrorCode.INVALID_VALUE,
                    null,
                    "The event is not UTF-8: see its byte %d.".formatted(notUtf8 - start));
            return;
        }
        JsonErrors.refuseOtherUnicodeForms(bytes, start, end);
        try {
            read();
        } catch (JsonProcessingException malformed) {
            readWithoutLoneSurrogates(malformed);
        } catch (IOException impossible) {
            throw new IllegalStateException("A byte array could not be read.", impossible);
        }
    }

    /** The first rule that is broken, or null. */
    @Nullable
    Violation violation() {
        return violation;
    }

    /** The {@code event_id} that was sent, where there was a valid one. */
    @Nullable
    String sentEventId() {
        return eventId;
    }

    /** @throws IllegalStateException where there is a violation */
    Event event(int index, @Nullable IdempotencyKey key) {
        String user = userId;
        String kind = type;
        if (violation != null || user == null || kind == null) {
            throw new IllegalStateException("The event breaks a rule.");
        }
        boolean assigned = eventId == null && key == null;
        String id = eventId;
        if (id == null) {
            UUID uuid = key == null ? uuids.next(receivedAt) : key.eventId(index);
            id = uuid.toString();
        }
        long time = timestamp == null ? receivedAt : timestamp;
        return new Event(id, assigned, kind, time, user, videoId, sessionId, value, properties);
    }

    private void read() throws IOException, MalformedJsonException {
        try (JsonParser json = JSON.createParser(bytes, start, end - start)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                fields(json);
                checkWhole();
            } else {
                json.skipChildren();
                // A scalar is read lazily: only its text tells whether it is one.
                json.getText();
                refuse(ErrorCode.INVALID_TYPE, null, "An event must be a JSON object.");
            }
            if (json.nextToken() != null) {
                throw new MalformedJsonException(offset(json), "more follows after the end of the event");
            }
        }
    }

    /** Jackson stops at half of a surrogate pair in a name: what is wrong with the event then is that, if nothing else. */
    private void readWithoutLoneSurrogates(JsonProcessingException malformed) throws MalformedJsonException {
        byte[] mended = LoneSurrogates.replaced(bytes, start, end);
        if (mended == null) {
            throw JsonErrors.explained(malformed, start, end);
        }
        Violation first = violation;
        int from = start;
        bytes = mended;
        start = 0;
        end = mended.length;
        reset();
        try {
            read();
        } catch (MalformedJsonException trailing) {
            throw new MalformedJsonException(from + trailing.offset(), "more follows after the end of the event");
        } catch (JsonProcessingException stillMalformed) {
            throw JsonErrors.explained(stillMalformed, from, from + mended.length);
        } catch (IOException impossible) {
            throw new IllegalStateException("A byte array could not be read.", impossible);
        }
        Violation loneSurrogate = EventRules.wellFormed("properties", "\uD800");
        violation = first != null ? first : violation != null ? violation : loneSurrogate;
    }

    private void reset() {
        seen = 0;
        violation = null;
        eventId = null;
        type = null;
        timestamp = null;
        userId = null;
        videoId = null;
        sessionId = null;
        value = null;
        properties = null;
    }

    private void fields(JsonParser json) throws IOException {
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken token = json.nextToken();
            switch (name) {
                case "event_id" -> {
                    String text = text(json, token, name, 0);
                    if (text != null && obeys(rules.eventId(text))) {
                        eventId = text;
                    }
                }
                case "type" -> {
                    String text = text(json, token, name, 1);
                    type = text != null && obeys(rules.type(text)) ? text : null;
                }
                case "timestamp" -> timestamp(json, token);
                case "user_id" -> {
                    String text = text(json, token, name, 3);
                    userId = text != null && obeys(rules.userId(text)) ? text : null;
                }
                case "video_id" -> {
                    String text = text(json, token, name, 4);
                    videoId = text != null && obeys(rules.videoId(text)) ? text : null;
                }
                case "session_id" -> {
                    String text = text(json, token, name, 5);
                    sessionId = text != null && obeys(rules.sessionId(text)) ? text : null;
                }
                case "value" -> value(json, token);
                case "properties" -> properties(json, token);
                default -> {
                    String known = Printable.of(name);
                    refuse(
                            ErrorCode.UNKNOWN_FIELD,
                            known,
                            "'%s' is not a field of an event; put what is your own into properties.".formatted(known));
                    json.skipChildren();
                }
            }
        }
    }

    private void checkWhole() {
        if (userId == null) {
            refuse(ErrorCode.MISSING_FIELD, "user_id", "user_id is required.");
        }
        if (type == null && videoId != null) {
            type = Event.VIDEO_VIEW;
        }
        if (type == null) {
            refuse(ErrorCode.MISSING_FIELD, "type", "type is required for an event without video_id.");
        } else {
            obeys(rules.videoOf(type, videoId != null));
        }
    }

    /** Null where there is none, for whatever reason. */
    private @Nullable String text(JsonParser json, JsonToken token, String field, int bit) throws IOException {
        if (!isFirst(field, bit) || token == JsonToken.VALUE_NULL) {
            json.skipChildren();
            return null;
        }
        if (token != JsonToken.VALUE_STRING) {
            json.skipChildren();
            refuse(ErrorCode.INVALID_TYPE, field, field + " must be a string.");
            return null;
        }
        return json.getText();
    }

    private void timestamp(JsonParser json, JsonToken token) throws IOException {
        if (!isFirst("timestamp", 2) || token == JsonToken.VALUE_NULL) {
            json.skipChildren();
        } else if (token == JsonToken.VALUE_STRING) {
            timestamp = EventRules.parseTimestamp(json.getText());
            refuseUnless(
                    timestamp != null,
                    "timestamp",
                    "timestamp is not an RFC 3339 date-time such as 2026-11-20T12:00:00.250Z.");
        } else if (token == JsonToken.VALUE_NUMBER_INT && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            timestamp = json.getLongValue();
        } else if (token.isNumeric()) {
            refuseUnless(
                    false,
                    "timestamp",
                    "timestamp as a number must be whole milliseconds since 1970, such as 1795176000250.");
        } else {
            json.skipChildren();
            refuse(
                    ErrorCode.INVALID_TYPE,
                    "timestamp",
                    "timestamp must be a string such as 2026-11-20T12:00:00.250Z, or whole milliseconds since 1970.");
        }
        if (timestamp != null && !obeys(rules.timestamp(timestamp, receivedAt))) {
            timestamp = null;
        }
    }

    private void value(JsonParser json, JsonToken token) throws IOException {
        if (!isFirst("value", 6) || token == JsonToken.VALUE_NULL) {
            json.skipChildren();
        } else if (token.isNumeric()) {
            // Jackson's own way to a double takes time that grows with the square of the digits.
            double number = Double.parseDouble(json.getText());
            value = obeys(rules.value(number)) ? number : null;
        } else {
            json.skipChildren();
            refuse(ErrorCode.INVALID_TYPE, "value", "value must be a number.");
        }
    }

    private void properties(JsonParser json, JsonToken token) throws IOException {
        if (!isFirst("properties", 7) || token == JsonToken.VALUE_NULL) {
            json.skipChildren();
            return;
        }
        if (token != JsonToken.START_OBJECT) {
            json.skipChildren();
            refuse(ErrorCode.INVALID_TYPE, "properties", "properties must be a JSON object.");
            return;
        }
        int from = start + (int) json.currentTokenLocation().getByteOffset();
        Violation broken = propertiesParser.parse(json, LoneSurrogates.mayBeIn(bytes, from, end));
        int length = offset(json) - from;
        if (length > EventRules.MAX_PROPERTIES_BYTES) {
            refuse(
                    ErrorCode.TOO_LONG,
                    "properties",
                    "properties have %d bytes; at most %d are allowed."
                            .formatted(length, EventRules.MAX_PROPERTIES_BYTES));
        } else if (obeys(broken)) {
            properties = new String(bytes, from, length, StandardCharsets.UTF_8);
        }
    }

    private boolean isFirst(String field, int bit) {
        if ((seen & 1 << bit) != 0) {
            refuse(ErrorCode.DUPLICATE_FIELD, field, field + " is there twice.");
            return false;
        }
        seen |= 1 << bit;
        return true;
    }

    private boolean obeys(@Nullable Violation broken) {
        if (broken != null && violation == null) {
            violation = broken;
        }
        return broken == null;
    }

    private void refuseUnless(boolean valid, String field, String message) {
        if (!valid) {
            refuse(ErrorCode.INVALID_VALUE, field, message);
        }
    }

    private void refuse(ErrorCode code, @Nullable String field, String message) {
        obeys(new Violation(code, field, message));
    }

    private int offset(JsonParser json) {
        return start + (int) json.currentLocation().getByteOffset();
    }
}
