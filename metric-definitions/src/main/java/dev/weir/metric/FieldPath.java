// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The place of a value in an event.
 *
 * @param field a field of the event
 * @param names the names below {@code properties}, from the outside in; empty for other fields
 */
public record FieldPath(Field field, List<String> names) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The fields of an event that a definition can refer to. */
    public enum Field {
        TYPE("type"),
        USER_ID("user_id"),
        SESSION_ID("session_id"),
        VIDEO_ID("video_id"),
        VALUE("value"),
        PROPERTIES("properties");

        private final String wireName;

        Field(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    public FieldPath {
        names = List.copyOf(names);
        if (names.isEmpty() == (field == Field.PROPERTIES)) {
            throw new IllegalArgumentException(field + " with the names " + names);
        }
    }

    public static FieldPath of(Field field) {
        return new FieldPath(field, List.of());
    }

    public static FieldPath ofProperty(String... names) {
        return new FieldPath(Field.PROPERTIES, List.of(names));
    }

    public boolean isProperty() {
        return field == Field.PROPERTIES;
    }

    /** The path as it is written in definitions, such as {@code properties.plan} or {@code properties."a.b"}. */
    @Override
    public String toString() {
        return names.isEmpty()
                ? field.wireName()
                : field.wireName() + names.stream().map(FieldPath::quoted).collect(Collectors.joining(".", ".", ""));
    }

    private static String quoted(String name) {
        return name.matches("[A-Za-z_][A-Za-z0-9_-]*")
                ? name
                : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
