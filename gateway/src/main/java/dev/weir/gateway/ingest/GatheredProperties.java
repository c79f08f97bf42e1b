// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import com.fasterxml.jackson.core.JsonParser;
import dev.weir.event.ErrorCode;
import dev.weir.event.EventRules;
import dev.weir.event.Violation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Properties that are gathered from several members of an event. A property keeps its name; another member is left out
 * if its name is taken. Reused; not thread-safe.
 */
final class GatheredProperties {
    /** Of a property, below the object of the properties. */
    static final int MAX_LEVELS = EventRules.MAX_PROPERTIES_DEPTH - 1;

    private static final String FIELD = "properties";

    /** @param sentAs the producer's name for it, which may be a path */
    private record Member(String json, String sentAs) {}

    private final EventRules rules;
    private final int levels;
    private final Map<String, Member> members = new LinkedHashMap<>();

    /** @param levels of objects and arrays that are copied as they are; deeper ones become text */
    GatheredProperties(EventRules rules, int levels) {
        this.rules = rules;
        this.levels = levels;
    }

    void clear() {
        members.clear();
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    /**
     * Adds the parser's current value as a property, and moves the parser to its end. Returns the rule that its text
     * breaks.
     */
    @Nullable
    Violation property(String name, String sentAs, JsonParser json) throws IOException {
        String copy = JsonCopy.of(json, levels);
        members.put(name, new Member(copy, sentAs));
        return EventRules.wellFormed(sentAs, copy);
    }

    /** As {@link #property}, for a member that is not one of the properties. */
    @Nullable
    Violation other(String name, String sentAs, JsonParser json) throws IOException {
        String copy = JsonCopy.of(json, levels);
        members.putIfAbsent(name, new Member(copy, sentAs));
        return EventRules.wellFormed(sentAs, copy);
    }

    void text(String name, String text) {
        json(name, JsonCopy.quoted(text));
    }

    /** @param json a value */
    void json(String name, String json) {
        members.putIfAbsent(name, new Member(json, name));
    }

    /** Removes the members whose names are taken. */
    void without(Set<String> taken) {
        members.keySet().removeAll(taken);
    }

    /** These members and those of a JSON object, or null, as one object. The names must differ. */
    String with(@Nullable String properties) {
        StringBuilder json = new StringBuilder("{");
        members.forEach((name, member) -> {
            json.append(json.length() == 1 ? "" : ",").append(JsonCopy.quoted(name));
            json.append(':').append(member.json());
        });
        String rest = properties == null ? "}" : properties.substring(1).stripLeading();
        if (!members.isEmpty() && !rest.startsWith("}")) {
            json.append(',');
        }
        return json.append(rest).toString();
    }

    /** The first rule that properties with these members break, in the producer's words. */
    @Nullable
    Violation violation(String properties) {
        int length = properties.getBytes(StandardCharsets.UTF_8).length;
        if (length > EventRules.MAX_PROPERTIES_BYTES) {
            return new Violation(
                    ErrorCode.TOO_LONG,
                    FIELD,
                    String.format(
                            Locale.ROOT,
                            "properties have %d bytes, including the other fields that are stored in them; at most %d"
                                    + " are allowed.",
                            length,
                            EventRules.MAX_PROPERTIES_BYTES));
        }
        Violation broken = rules.properties(properties);
        return broken == null ? null : asSent(broken);
    }

    private Violation asSent(Violation broken) {
        String field = broken.field() == null ? "" : broken.field();
        for (Map.Entry<String, Member> member : members.entrySet()) {
            String path = FIELD + "." + member.getKey();
            String rest = field.startsWith(path) ? field.substring(path.length()) : "no member";
            if (rest.isEmpty() || rest.startsWith(".") || rest.startsWith("[")) {
                return broken.renamed(path, member.getValue().sentAs());
            }
        }
        return broken;
    }
}
