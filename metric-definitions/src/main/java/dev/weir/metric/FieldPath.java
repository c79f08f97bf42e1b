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

    /** The longest path, in characters. */
    public static final int MAX_LENGTH = 256;

    /**
     * Parses a path as it is written in definitions.
     *
     * @throws IllegalArgumentException with a message that names the path and says what to do
     */
    public static FieldPath parse(String text) {
        return PathParser.parse(text);
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
        return isBare(name) ? name : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Whether a name needs no quotes. */
    static boolean isBare(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean first = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
            if (!first && (i == 0 || !(c >= '0' && c <= '9' || c == '-'))) {
                return false;
            }
        }
        return !name.isEmpty();
    }
}
