// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.weir.event.Event;
import dev.weir.event.EventCodec;
import dev.weir.event.UndecodableEventException;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes a dead letter as JSON for operators. */
final class DeadLetterJson {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonGenerator json;
    private final EventCodec codec = new EventCodec();

    DeadLetterJson(JsonGenerator json) {
        this.json = json;
    }

    void write(DeadLetter letter) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", letter.id().toString());
        json.writeStringField("status", letter.status().wireName());
        json.writeStringField("failed_at", letter.failedAt().toString());
        json.writeStringField("reason", letter.reason());
        json.writeStringField("detail", letter.detail());
        json.writeStringField("topic", letter.id().topic());
        json.writeNumberField("partition", letter.id().partition());
        json.writeNumberField("offset", letter.id().offset());
        json.writeBinaryField("key", letter.key());
        json.writeBinaryField("payload", letter.payload());
        json.writeNumberField("payload_bytes", letter.payloadBytes());
        json.writeFieldName("event");
        writeEvent(letter.payload());
        json.writeArrayFieldStart("actions");
        for (Action action : letter.actions()) {
            write(action);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void write(Action action) throws IOException {
        json.writeStartObject();
        json.writeStringField("at", action.at().toString());
        json.writeStringField("action", action.kind().wireName());
        json.writeStringField("outcome", action.outcome().wireName());
        json.writeStringField("detail", action.detail());
        json.writeEndObject();
    }

    private void writeEvent(byte[] payload) throws IOException {
        Event event;
        try {
            event = codec.decode(payload);
        } catch (UndecodableEventException undecodable) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeStringField("event_id", event.eventId());
        json.writeStringField("type", event.type());
        json.writeStringField(
                "timestamp", Instant.ofEpochMilli(event.timestamp()).toString());
        json.writeStringField("user_id", event.userId());
        optional("video_id", event.videoId());
        optional("session_id", event.sessionId());
        if (event.value() != null) {
            json.writeNumberField("value", event.value());
        }
        if (event.properties() != null) {
            json.writeFieldName("properties");
            writeProperties(event.properties());
        }
        json.writeEndObject();
    }

    /** Writes properties as a string if they are not JSON, because other producers may write to the topic, too. */
    private void writeProperties(String properties) throws IOException {
        if (isOneJsonValue(properties)) {
            json.writeRawValue(properties);
        } else {
            json.writeString(properties);
        }
    }

    private static boolean isOneJsonValue(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException notJson) {
            return false;
        }
    }

    private void optional(String name, @Nullable String text) throws IOException {
        if (text != null) {
            json.writeStringField(name, text);
        }
    }
}
