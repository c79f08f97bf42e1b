// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.weir.event.ErrorCode;
import dev.weir.event.Event;
import dev.weir.event.EventRules;
import dev.weir.event.Printable;
import java.io.IOException;
import java.util.Arrays;

/** Reads events in Weir's own format, in which each member has the name of a field. */
final class WeirFormat implements EventFormat {
    private static final FieldNames FIELDS = new FieldNames(
            Arrays.stream(EventField.values()).map(EventField::wireName).toList());

    private final EventDraft draft;
    private final FieldReader fields;

    WeirFormat(EventRules rules) {
        draft = new EventDraft(rules);
        fields = new FieldReader(draft, null);
    }

    @Override
    public void read(JsonParser json) throws IOException {
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken token = json.nextToken();
            switch (name) {
                case "event_id" -> fields.read(EventField.EVENT_ID, name, json, token);
                case "type" -> fields.read(EventField.TYPE, name, json, token);
                case "timestamp" -> fields.read(EventField.TIMESTAMP, name, json, token);
                case "user_id" -> fields.read(EventField.USER_ID, name, json, token);
                case "video_id" -> fields.read(EventField.VIDEO_ID, name, json, token);
                case "session_id" -> fields.read(EventField.SESSION_ID, name, json, token);
                case "value" -> fields.read(EventField.VALUE, name, json, token);
                case "properties" -> fields.read(EventField.PROPERTIES, name, json, token);
                default -> refuseUnknown(json, name);
            }
        }
        draft.typeIfVideo(Event.VIDEO_VIEW);
        draft.complete("user_id", "user_id is required.", "video_id");
    }

    @Override
    public void refuseOtherType() {
        draft.refuse(ErrorCode.INVALID_TYPE, null, "An event must be a JSON object.");
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
        return "properties";
    }

    private void refuseUnknown(JsonParser json, String name) throws IOException {
        String known = Printable.of(name);
        draft.refuse(
                ErrorCode.UNKNOWN_FIELD,
                known,
                "'" + known + "' is not a field of an event" + FIELDS.suggestion(name)
                        + " Put custom fields in `properties`.");
        json.skipChildren();
    }
}
