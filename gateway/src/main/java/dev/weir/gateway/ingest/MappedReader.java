// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.weir.event.ErrorCode;
import dev.weir.event.Event;
import dev.weir.event.EventJson;
import dev.weir.event.EventRules;
import dev.weir.event.NamesInScope;
import dev.weir.event.Printable;
import dev.weir.gateway.ingest.EventDraft.Field;
import java.io.IOException;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads events that are like Weir's own, but whose fields have other names. A member without a field is stored among
 * the properties, unless they have one of this name. An event that needs a video may name it in its properties.
 */
final class MappedReader extends EventReader {
    private static final String VIDEO_ID = Field.VIDEO_ID.wireName();

    private final Map<String, Field> fields;
    private final String type;
    private final String properties;

    private final NamesInScope names = new NamesInScope();
    private final Map<Field, String> sent = new EnumMap<>(Field.class);
    private final GatheredProperties others;

    /**
     * @param fields by the names of their members
     * @param type the member with the type
     * @param properties the member with the properties
     */
    private MappedReader(EventRules rules, Map<String, Field> fields, String type, String properties) {
        super(rules, null, properties);
        this.fields = fields;
        this.type = type;
        this.properties = properties;
        this.others = new GatheredProperties(rules, Integer.MAX_VALUE);
    }

    /** For {@code /api/v1/events}. */
    static MappedReader ofApi(EventRules rules) {
        Map<String, Field> fields = commonFields();
        fields.put("id", Field.EVENT_ID);
        fields.put("type", Field.TYPE);
        fields.put("properties", Field.PROPERTIES);
        return new MappedReader(rules, fields, "type", "properties");
    }

    /** For {@code /activity}. */
    static MappedReader ofActivity(EventRules rules) {
        Map<String, Field> fields = commonFields();
        fields.put("activity_type", Field.TYPE);
        fields.put("metadata", Field.PROPERTIES);
        return new MappedReader(rules, fields, "activity_type", "metadata");
    }

    private static Map<String, Field> commonFields() {
        Map<String, Field> fields = new LinkedHashMap<>();
        for (Field field : Field.values()) {
            if (field != Field.TYPE && field != Field.PROPERTIES) {
                fields.put(field.wireName(), field);
            }
        }
        return fields;
    }

    @Override
    void value(JsonParser json) throws IOException {
        if (!draft.isObject(json, null, "An event must be a JSON object.")) {
            return;
        }
        names.clear();
        sent.clear();
        others.clear();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            boolean isNull = json.nextToken() == JsonToken.VALUE_NULL;
            if (!names.add(name)) {
                json.skipChildren();
                String known = Printable.of(name);
                draft.refuse(ErrorCode.DUPLICATE_FIELD, known, known + " appears twice.");
            } else if (!isNull) {
                member(name, json);
            }
        }
        complete();
    }

    private void member(String name, JsonParser json) throws IOException {
        Field field = fields.get(name);
        if (field == null) {
            draft.obeys(others.other(name, Printable.of(name), json));
            return;
        }
        String before = sent.putIfAbsent(field, name);
        if (before == null) {
            draft.read(field, name, json);
        } else {
            json.skipChildren();
            draft.refuse(
                    ErrorCode.DUPLICATE_FIELD,
                    name,
                    name + " and " + before + " are the same field; send one of them.");
        }
    }

    private void complete() throws IOException {
        if (type.equals("type")) {
            draft.typeIfVideo(Event.VIDEO_VIEW);
        }
        if (draft.violation() == null) {
            mergeProperties();
        }
        draft.require(draft.userId() != null, "user_id", "user_id is required.");
        draft.require(draft.type() != null, type, type + " is required.");
        draft.requireVideo(VIDEO_ID);
    }

    private void mergeProperties() throws IOException {
        String sentProperties = draft.properties();
        if (sentProperties != null) {
            others.without(namesIn(sentProperties));
        }
        if (!others.isEmpty()) {
            String all = others.with(sentProperties);
            if (draft.obeys(others.violation(all))) {
                draft.properties(all);
            }
        }
    }

    /** Returns the names in the properties. Takes their video if the event needs one and has none. */
    private Set<String> namesIn(String json) throws IOException {
        Set<String> found = new HashSet<>();
        @Nullable String video = null;
        try (JsonParser parser = EventJson.FACTORY.createParser(json)) {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                found.add(name);
                if (parser.nextToken() == JsonToken.VALUE_STRING && name.equals(VIDEO_ID)) {
                    video = parser.getText();
                }
                parser.skipChildren();
            }
        }
        if (video != null && draft.lacksVideo()) {
            draft.text(Field.VIDEO_ID, properties + "." + VIDEO_ID, video);
        }
        return found;
    }
}
