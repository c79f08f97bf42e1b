// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.weir.event.ErrorCode;
import dev.weir.event.EventRules;
import dev.weir.event.NamesInScope;
import dev.weir.event.Printable;
import dev.weir.event.UuidV8;
import dev.weir.gateway.ingest.EventDraft.Field;
import dev.weir.http.MediaTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads CloudEvents 1.0 in the JSON format and, in binary mode, from headers. The context attributes say what happened
 * and when; {@code data} says who did it, and to which video.
 *
 * <p>A CloudEvent is identified by its {@code source} and {@code id} together, so the {@code event_id} is derived from
 * both. Attributes without a matching field are kept among the properties ({@link KeptAttributes}).
 */
final class CloudEventReader extends EventReader {
    private static final String PROPERTIES = "data.properties";
    private static final FieldNames FIELDS_OF_DATA =
            new FieldNames(List.of("user_id", "video_id", "session_id", "value", "properties"));

    private final NamesInScope names = new NamesInScope();
    private final KeptAttributes kept = new KeptAttributes();

    /** The attributes of an event in binary mode, of which only the data is JSON. Null in structured mode. */
    private @Nullable HeaderAttributes headers;

    private boolean versioned;
    private @Nullable String source;
    private @Nullable String subject;

    CloudEventReader(EventRules rules) {
        super(rules, KeptAttributes.PROPERTY, PROPERTIES);
    }

    /**
     * Reads an event in binary mode. The bytes from {@code start} to {@code end} are its data, and may be none.
     *
     * @throws MalformedJsonException if there is data that should be JSON but is not
     */
    EventDraft readBinary(HeaderAttributes attributes, byte[] bytes, int start, int end, long receivedAt)
            throws MalformedJsonException {
        headers = attributes;
        try {
            if (start < end && attributes.isJson()) {
                return read(bytes, start, end, true, receivedAt);
            }
            draft.begin(receivedAt);
            begin();
            headers(attributes);
            complete();
            return draft;
        } finally {
            headers = null;
        }
    }

    @Override
    void value(JsonParser json) throws IOException {
        HeaderAttributes attributes = headers;
        if (attributes != null) {
            if (isDataObject(json)) {
                begin();
                headers(attributes);
                data(json);
                complete();
            }
        } else if (draft.isObject(json, null, "An event must be a JSON object.")) {
            begin();
            members(json);
            complete();
        }
    }

    private void begin() {
        names.clear();
        kept.clear();
        versioned = false;
        source = null;
        subject = null;
    }

    private void headers(HeaderAttributes attributes) {
        if (!attributes.isJson()) {
            refuseDataContentType();
        }
        attributes.values().forEach((name, text) -> {
            if (name.equals("data")
                    || name.equals("data_base64")
                    || name.equals("datacontenttype") && !text.isEmpty()) {
                draft.refuse(ErrorCode.UNKNOWN_FIELD, name, "ce-" + name + " is not allowed as a header.");
            } else {
                text(name, text);
            }
        });
    }

    private void members(JsonParser json) throws IOException {
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken token = json.nextToken();
            if (!names.add(name)) {
                json.skipChildren();
                String known = Printable.of(name);
                draft.refuse(ErrorCode.DUPLICATE_FIELD, known, known + " appears twice.");
            } else if (token != JsonToken.VALUE_NULL) {
                member(name, json, token);
            }
        }
    }

    private void member(String name, JsonParser json, JsonToken token) throws IOException {
        switch (name) {
            case "data" -> {
                if (isDataObject(json)) {
                    data(json);
                }
            }
            case "data_base64" -> {
                json.skipChildren();
                draft.refuse(
                        ErrorCode.UNKNOWN_FIELD, name, "data_base64 is not supported; send data, as a JSON object.");
            }
            default -> {
                if (token == JsonToken.VALUE_STRING) {
                    text(name, json.getText());
                } else {
                    otherThanText(name, json, token);
                }
            }
        }
    }

    /** An empty attribute counts as absent if it is optional. */
    private void text(String name, String text) {
        switch (name) {
            case "specversion" -> {
                versioned = true;
                if (!text.equals("1.0")) {
                    draft.refuse(ErrorCode.INVALID_VALUE, name, "specversion must be 1.0, the only supported version.");
                }
            }
            case "id" -> draft.text(Field.EVENT_ID, name, text);
            case "source" -> source = draft.attribute(name, text);
            case "type" -> draft.text(Field.TYPE, name, text);
            case "time" -> draft.timestamp(name, text);
            default -> {
                if (!text.isEmpty()) {
                    optional(name, text);
                }
            }
        }
    }

    private void optional(String name, String text) {
        if (name.equals("subject")) {
            subject = draft.attribute(name, text);
        } else if (name.equals("datacontenttype")) {
            if (!isJson(text)) {
                refuseDataContentType();
            }
        } else if (!isAttributeName(name)) {
            refuseName(name);
        } else if (draft.attribute(name, text) != null) {
            kept.text(name, text);
        }
    }

    /** Only extensions may have other types than text. They are scalars (CloudEvents 1.0.2, "Type System"). */
    private void otherThanText(String name, JsonParser json, JsonToken token) throws IOException {
        switch (name) {
            case "specversion", "id", "source", "type", "subject", "datacontenttype" ->
                draft.refuseType(json, name, name + " must be a string.");
            case "time" ->
                draft.refuseType(json, name, "time must be a string such as 2026-11-20T12:00:00.250Z (RFC 3339).");
            default -> {
                Long number = token.isNumeric() ? WholeNumber.of(json.getText()) : null;
                if (!isAttributeName(name)) {
                    json.skipChildren();
                    refuseName(name);
                } else if (token.isBoolean()) {
                    kept.literal(name, json.getText());
                } else if (number != null && number.intValue() == number) {
                    kept.literal(name, number.toString());
                } else {
                    draft.refuseType(json, name, name + " must be a string, a 32-bit integer, true or false.");
                }
            }
        }
    }

    private boolean isDataObject(JsonParser json) throws IOException {
        return draft.isObject(json, "data", "data must be a JSON object.");
    }

    private void data(JsonParser json) throws IOException {
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "user_id" -> draft.read(Field.USER_ID, "data.user_id", json);
                case "video_id" -> draft.read(Field.VIDEO_ID, "data.video_id", json);
                case "session_id" -> draft.read(Field.SESSION_ID, "data.session_id", json);
                case "value" -> draft.read(Field.VALUE, "data.value", json);
                case "properties" -> draft.read(Field.PROPERTIES, PROPERTIES, json);
                default -> {
                    json.skipChildren();
                    String known = "data." + Printable.of(name);
                    draft.refuse(
                            ErrorCode.UNKNOWN_FIELD,
                            known,
                            known
                                    + " is not a field of data; its fields are user_id, video_id, session_id, value"
                                    + " and properties"
                                    + FIELDS_OF_DATA.suggestion(name) + " Put custom fields in `data.properties`.");
                }
            }
        }
    }

    private void complete() {
        String id = draft.eventId();
        draft.require(versioned, "specversion", "specversion is required; it must be 1.0.");
        draft.require(id != null, "id", "id is required: with source it is the identity of the event.");
        draft.require(source != null, "source", "source is required: with id it is the identity of the event.");
        draft.require(draft.type() != null, "type", "type is required.");
        if (draft.userId() != null && subject != null) {
            kept.text("subject", subject);
        } else if (subject != null) {
            draft.text(Field.USER_ID, "subject", subject);
        }
        draft.require(draft.userId() != null, "data.user_id", "data.user_id or subject is required.");
        draft.requireVideo("data.video_id");
        if (draft.violation() == null && id != null && source != null) {
            identify(source, id);
        }
    }

    private void identify(String knownSource, String id) {
        kept.text("source", knownSource);
        kept.text("id", id);
        String properties = kept.in(draft.properties());
        int length = properties.getBytes(StandardCharsets.UTF_8).length;
        if (length > EventRules.MAX_PROPERTIES_BYTES) {
            draft.refuse(
                    ErrorCode.TOO_LONG,
                    PROPERTIES,
                    String.format(
                            Locale.ROOT,
                            "data.properties have %d bytes, including the attributes that are stored in them; at"
                                    + " most %d are allowed.",
                            length,
                            EventRules.MAX_PROPERTIES_BYTES));
            return;
        }
        draft.properties(properties);
        draft.identity(UuidV8.ofCloudEvent(knownSource, id));
    }

    /** Whether a media type is a JSON type (RFC 6839, section 3.1). */
    static boolean isJson(String mediaType) {
        String type = MediaTypes.typeOf(mediaType);
        return type.equals("application/json") || type.equals("text/json") || type.endsWith("+json");
    }

    private void refuseDataContentType() {
        draft.refuse(
                ErrorCode.INVALID_VALUE,
                "datacontenttype",
                "datacontenttype must be application/json, or absent: data is a JSON object.");
    }

    private void refuseName(String name) {
        String known = Printable.of(name);
        draft.refuse(
                ErrorCode.UNKNOWN_FIELD,
                known,
                "'" + known
                        + "' is not an attribute of a CloudEvent: names consist of lower-case letters and digits. Put"
                        + " fields of the event in data.");
    }

    private static boolean isAttributeName(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9');
    }
}
