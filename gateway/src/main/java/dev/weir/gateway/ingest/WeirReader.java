// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import com.fasterxml.jackson.core.JsonParser;
import dev.weir.event.ErrorCode;
import dev.weir.event.Event;
import dev.weir.event.EventRules;
import dev.weir.event.Printable;
import dev.weir.gateway.ingest.EventDraft.Field;
import java.io.IOException;
import java.util.Arrays;

/** Reads events in Weir's own format, in which each member has the name of a field. */
final class WeirReader extends EventReader {
    private static final FieldNames FIELDS =
            new FieldNames(Arrays.stream(Field.values()).map(Field::wireName).toList());

    WeirReader(EventRules rules) {
        super(rules, null, "properties");
    }

    @Override
    void value(JsonParser json) throws IOException {
        if (!draft.isObject(json, null, "An event must be a JSON object.")) {
            return;
        }
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "event_id" -> draft.read(Field.EVENT_ID, name, json);
                case "type" -> draft.read(Field.TYPE, name, json);
                case "timestamp" -> draft.read(Field.TIMESTAMP, name, json);
                case "user_id" -> draft.read(Field.USER_ID, name, json);
                case "video_id" -> draft.read(Field.VIDEO_ID, name, json);
                case "session_id" -> draft.read(Field.SESSION_ID, name, json);
                case "value" -> draft.read(Field.VALUE, name, json);
                case "properties" -> draft.read(Field.PROPERTIES, name, json);
                default -> {
                    json.skipChildren();
                    String known = Printable.of(name);
                    draft.refuse(
                            ErrorCode.UNKNOWN_FIELD,
                            known,
                            "'" + known + "' is not a field of an event" + FIELDS.suggestion(name)
                                    + " Put custom fields in `properties`.");
                }
            }
        }
        draft.typeIfVideo(Event.VIDEO_VIEW);
        draft.require(draft.userId() != null, "user_id", "user_id is required.");
        draft.require(draft.type() != null, "type", "type is required for an event without video_id.");
        draft.requireVideo("video_id");
    }
}
