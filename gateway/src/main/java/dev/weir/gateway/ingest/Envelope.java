// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.weir.event.ErrorCode;
import dev.weir.event.EventJson;
import dev.weir.event.EventRules;
import dev.weir.event.NamesInScope;
import dev.weir.event.Violation;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The object around the events of a batch. Three of its other members apply to all events of a batch of Segment. The
 * rest is ignored, but must be JSON.
 */
final class Envelope {
    private final byte[] bytes;
    private final String batch;

    private @Nullable Slices events;
    private @Nullable Violation violation;
    private @Nullable Long sentAt;
    private @Nullable String context;
    private @Nullable String writeKey;

    private Envelope(byte[] bytes, String batch) {
        this.bytes = bytes;
        this.batch = batch;
    }

    /**
     * Reads an object.
     *
     * @param batch the name of the member with the events
     */
    static Envelope read(byte[] bytes, Slices object, String batch) throws MalformedJsonException {
        Envelope envelope = new Envelope(bytes, batch);
        envelope.readMembers(object);
        return envelope;
    }

    /** The array of events; null if there is a violation. */
    @Nullable
    Slices events() {
        return violation == null ? events : null;
    }

    /** The rule that the object breaks, or null. */
    @Nullable
    Violation violation() {
        return violation;
    }

    /** When the batch was sent, by its client's clock; null if it does not say so. */
    @Nullable
    Long sentAt() {
        return sentAt;
    }

    /** The context of the events that have none, as JSON, or null. */
    @Nullable
    String context() {
        return context;
    }

    /** The API key, or null. */
    @Nullable
    String writeKey() {
        return writeKey;
    }

    private void readMembers(Slices object) throws MalformedJsonException {
        NamesInScope names = new NamesInScope();
        for (String name = object.nextMember(); name != null; name = object.nextMember()) {
            if (!names.add(name)) {
                refuse(ErrorCode.DUPLICATE_FIELD, name, name + " appears twice.");
            } else if (!name.equals(batch)) {
                other(name, object.start(), object.end());
            } else {
                events = object.elements();
                if (events == null) {
                    refuse(ErrorCode.INVALID_TYPE, batch, batch + " must be an array of events.");
                }
            }
        }
        if (events == null) {
            refuse(ErrorCode.MISSING_FIELD, batch, batch + " is required: the array of events.");
        }
    }

    private void other(String name, int start, int end) throws MalformedJsonException {
        try (JsonParser json = EventJson.FACTORY.createParser(bytes, start, end - start)) {
            boolean isText = json.nextToken() == JsonToken.VALUE_STRING;
            if (isText && name.equals("sentAt")) {
                sentAt = EventRules.parseTimestamp(json.getText());
            } else if (isText && name.equals("writeKey")) {
                writeKey = json.getText();
            } else if (json.currentToken() == JsonToken.START_OBJECT && name.equals("context")) {
                context = JsonCopy.of(json, GatheredProperties.MAX_LEVELS);
            } else {
                json.skipChildren();
            }
            if (json.nextToken() != null) {
                throw new JsonParseException(json, JsonErrors.MORE_FOLLOWS);
            }
        } catch (JsonProcessingException malformed) {
            throw JsonErrors.explained(malformed, start, end);
        } catch (IOException impossible) {
            throw new IllegalStateException("A byte array could not be read.", impossible);
        }
    }

    private void refuse(ErrorCode code, String field, String message) {
        if (violation == null) {
            violation = new Violation(code, field, message);
        }
    }
}
