// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.weir.event.ErrorCode;
import dev.weir.event.EventRules;
import dev.weir.event.NamesInScope;
import dev.weir.event.Printable;
import dev.weir.event.UuidV8;
import dev.weir.http.MediaTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads CloudEvents 1.0 in the JSON format. The context attributes say what happened and when; {@code data} says who
 * did it, and to which video.
 *
 * <p>A CloudEvent is identified by its {@code source} and {@code id} together, so the {@code event_id} is derived from
 * both. Attributes without a matching field are kept among the properties ({@link KeptAttributes}).
 */
final class CloudEventFormat implements EventFormat {
    private static final String SPEC_VERSION = "1.0";
    private static final FieldNames FIELDS_OF_DATA =
            new FieldNames(List.of("user_id", "video_id", "session_id", "value", "properties"));

    private final EventDraft draft;
    private final FieldReader fields;
    private final NamesInScope names = new NamesInScope();
    private final KeptAttributes kept = new KeptAttributes();

    /** Set while an event in binary mode is read. */
    private @Nullable HeaderAttributes headers;

    private boolean versioned;
    private @Nullable String source;
    private @Nullable String subject;

    CloudEventFormat(EventRules rules) {
        draft = new EventDraft(rules);
        fields = new FieldReader(draft, KeptAttributes.PROPERTY);
    }

    /** Sets the attributes of the next event, of which only the data is JSON; null if the whole event is JSON. */
    void attributes(@Nullable HeaderAttributes inHeaders) {
        headers = inHeaders;
    }

    /**
     * Reads an event in binary mode without data, or with data that is not JSON.
     *
     * @param receivedAt milliseconds since the Unix epoch
     */
    void readWithoutData(long receivedAt) {
        draft.begin(receivedAt);
        begin();
        HeaderAttributes attributes = headers;
        if (attributes != null) {
            inHeaders(attributes);
        }
        complete();
    }

    @Override
    public void read(JsonParser json) throws IOException {
        begin();
        HeaderAttributes attributes = headers;
        if (attributes != null) {
            inHeaders(attributes);
            data(json, JsonToken.START_OBJECT);
            complete();
            return;
        }
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken token = json.nextToken();
            if (!names.add(name)) {
                json.skipChildren();
                String known = Printable.of(name);
                draft.refuse(ErrorCode.DUPLICATE_FIELD, known, known + " appears twice.");
            } else if (token != JsonToken.VALUE_NULL && !isEmptyOption(name, json, token)) {
                attribute(name, json, token);
            }
        }
        complete();
    }

    @Override
    public void refuseOtherType() {
        if (headers == null) {
            draft.refuse(ErrorCode.INVALID_TYPE, null, "An event must be a JSON object.");
        } else {
            draft.refuse(ErrorCode.INVALID_TYPE, "data", "data must be a JSON object.");
        }
    }

    @Override
    public EventDraft draft() {
        return draft;
    }

    @Override
    public FieldReader fields() {
        return fields;
    }

    @Override
    public String propertiesName() {
        return "data.properties";
    }

    private void begin() {
        names.clear();
        kept.clear();
        versioned = false;
        source = null;
        subject = null;
    }

    private void inHeaders(HeaderAttributes attributes) {
        if (!attributes.isJson()) {
            refuseDataContentType();
        }
        attributes.values().forEach((name, text) -> {
            if (!text.isEmpty() || isNeeded(name)) {
                inHeader(name, text);
            }
        });
    }

    private void inHeader(String name, String text) {
        switch (name) {
            case "specversion" -> specVersion(text);
            case "id" -> draft.eventId(text, name);
            case "source" -> source = checked(name, text);
            case "type" -> draft.type(text, name);
            case "time" -> fields.timestamp(name, text);
            case "subject" -> subject = checked(name, text);
            case "datacontenttype", "data", "data_base64" ->
                draft.refuse(ErrorCode.UNKNOWN_FIELD, name, "ce-" + name + " is no attribute that a header may have.");
            default -> {
                if (!isAttributeName(name)) {
                    refuseName(name);
                } else if (checked(name, text) != null) {
                    kept.text(name, text);
                }
            }
        }
    }

    /** Whether an attribute counts as absent: an empty extension, or an empty attribute that is optional. */
    private static boolean isEmptyOption(String name, JsonParser json, JsonToken token) throws IOException {
        return token == JsonToken.VALUE_STRING && json.getTextLength() == 0 && !isNeeded(name);
    }

    private static boolean isNeeded(String name) {
        return switch (name) {
            case "specversion", "id", "source", "type", "time", "data", "data_base64" -> true;
            default -> false;
        };
    }

    private void attribute(String name, JsonParser json, JsonToken token) throws IOException {
        switch (name) {
            case "specversion" -> specVersion(json, token);
            case "id" -> fields.read(EventField.EVENT_ID, name, json, token);
            case "source" -> source = text(name, json, token);
            case "type" -> fields.read(EventField.TYPE, name, json, token);
            case "time" -> time(json, token);
            case "subject" -> subject = text(name, json, token);
            case "datacontenttype" -> dataContentType(json, token);
            case "data" -> data(json, token);
            case "data_base64" -> {
                json.skipChildren();
                draft.refuse(
                        ErrorCode.UNKNOWN_FIELD, name, "data_base64 is not supported; send data, as a JSON object.");
            }
            default -> extension(name, json, token);
        }
    }

    private void specVersion(JsonParser json, JsonToken token) throws IOException {
        String version = fields.text("specversion", json, token);
        if (version != null) {
            specVersion(version);
        }
    }

    private void specVersion(String version) {
        versioned = true;
        if (!version.equals(SPEC_VERSION)) {
            draft.refuse(
                    ErrorCode.INVALID_VALUE, "specversion", "specversion must be 1.0, the version that is supported.");
        }
    }

    private void time(JsonParser json, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            fields.read(EventField.TIMESTAMP, "time", json, token);
        } else {
            json.skipChildren();
            draft.refuse(
                    ErrorCode.INVALID_TYPE,
                    "time",
                    "time must be a string such as 2026-11-20T12:00:00.250Z (RFC 3339).");
        }
    }

    private void dataContentType(JsonParser json, JsonToken token) throws IOException {
        String type = fields.text("datacontenttype", json, token);
        if (type != null && !isJson(type)) {
            refuseDataContentType();
        }
    }

    private void refuseDataContentType() {
        draft.refuse(
                ErrorCode.INVALID_VALUE,
                "datacontenttype",
                "datacontenttype must be application/json, or be left out: data is a JSON object.");
    }

    /** Whether a media type is a JSON type (RFC 6839, section 3.1). */
    static boolean isJson(String mediaType) {
        String type = MediaTypes.typeOf(mediaType);
        return type.equals("application/json") || type.equals("text/json") || type.endsWith("+json");
    }

    private void data(JsonParser json, JsonToken token) throws IOException {
        if (token != JsonToken.START_OBJECT) {
            json.skipChildren();
            draft.refuse(ErrorCode.INVALID_TYPE, "data", "data must be a JSON object.");
            return;
        }
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            switch (name) {
                case "user_id" -> fields.read(EventField.USER_ID, "data.user_id", json, value);
                case "video_id" -> fields.read(EventField.VIDEO_ID, "data.video_id", json, value);
                case "session_id" -> fields.read(EventField.SESSION_ID, "data.session_id", json, value);
                case "value" -> fields.read(EventField.VALUE, "data.value", json, value);
                case "properties" -> fields.read(EventField.PROPERTIES, "data.properties", json, value);
                default -> {
                    json.skipChildren();
                    String known = Printable.of(name);
                    draft.refuse(
                            ErrorCode.UNKNOWN_FIELD,
                            "data." + known,
                            "data." + known
                                    + " is not a field of data, which has user_id, video_id, session_id, value and properties"
                                    + FIELDS_OF_DATA.suggestion(name) + " Put custom fields in `data.properties`.");
                }
            }
        }
    }

    /**
     * Reads any other attribute: {@code dataschema} or an extension. Their values are scalars (CloudEvents 1.0.2, "Type
     * System").
     */
    private void extension(String name, JsonParser json, JsonToken token) throws IOException {
        if (!isAttributeName(name)) {
            json.skipChildren();
            refuseName(name);
        } else if (token == JsonToken.VALUE_STRING) {
            String text = text(name, json, token);
            if (text != null) {
                kept.text(name, text);
            }
        } else if (token.isBoolean()) {
            kept.literal(name, json.getText());
        } else if (isInt32(json, token)) {
            kept.literal(name, String.valueOf(WholeNumber.of(json.getText())));
        } else {
            json.skipChildren();
            draft.refuse(
                    ErrorCode.INVALID_TYPE,
                    name,
                    name + " must be a string, a whole number of 32 bits, true or false, as attributes are.");
        }
    }

    private @Nullable String text(String name, JsonParser json, JsonToken token) throws IOException {
        String text = fields.text(name, json, token);
        return text == null ? null : checked(name, text);
    }

    private @Nullable String checked(String name, String text) {
        return draft.obeys(draft.rules().attribute(name, text)) ? text : null;
    }

    private void refuseName(String name) {
        String known = Printable.of(name);
        draft.refuse(
                ErrorCode.UNKNOWN_FIELD,
                known,
                "'" + known
                        + "' is not an attribute of a CloudEvent: their names are lower-case letters and digits. Put"
                        + " fields of the event in data.");
    }

    private void complete() {
        String id = draft.sentEventId();
        require(versioned, "specversion", "specversion is required; it is 1.0.");
        require(id != null, "id", "id is required: with source it is the identity of the event.");
        require(source != null, "source", "source is required: with id it is the identity of the event.");
        require(draft.type() != null, "type", "type is required.");
        if (draft.userId() != null && subject != null) {
            kept.text("subject", subject);
        } else if (subject != null) {
            draft.userId(subject, "subject");
        }
        draft.complete("data.user_id", "data.user_id is required, or a subject that stands for it.", "data.video_id");
        if (draft.violation() == null && id != null && source != null) {
            keepAttributes(source, id);
        }
    }

    private void keepAttributes(String knownSource, String id) {
        draft.identity(UuidV8.ofCloudEvent(knownSource, id));
        kept.text("source", knownSource);
        kept.text("id", id);
        String properties = kept.in(draft.properties());
        int length = properties.getBytes(StandardCharsets.UTF_8).length;
        if (length > EventRules.MAX_PROPERTIES_BYTES) {
            draft.refuse(
                    ErrorCode.TOO_LONG,
                    propertiesName(),
                    String.format(
                            Locale.ROOT,
                            "data.properties have %d bytes together with the attributes that are kept there; at most %d are allowed.",
                            length,
                            EventRules.MAX_PROPERTIES_BYTES));
        }
        draft.properties(properties);
    }

    private void require(boolean there, String name, String message) {
        if (!there) {
            draft.refuse(ErrorCode.MISSING_FIELD, name, message);
        }
    }

    private static boolean isInt32(JsonParser json, JsonToken token) throws IOException {
        Long number = token.isNumeric() ? WholeNumber.of(json.getText()) : null;
        return number != null && number.intValue() == number;
    }

    private static boolean isAttributeName(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9');
    }
}
