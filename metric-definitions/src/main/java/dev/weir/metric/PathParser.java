// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import dev.weir.event.EventRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Parses paths such as {@code video_id}, {@code properties.cart.total} and {@code properties."a.b"}. */
final class PathParser {
    private static final char QUOTE = '"';
    private static final char ESCAPE = '\\';

    /** The object of properties is a level itself, and a value is not. */
    private static final int MAX_NAMES = EventRules.MAX_PROPERTIES_DEPTH;

    private final String text;
    private int position;

    private PathParser(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException with a message that names the path and says what to do */
    static FieldPath parse(String text) {
        if (text.length() > FieldPath.MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a path has at most " + FieldPath.MAX_LENGTH + " characters; this one has " + text.length());
        }
        return new PathParser(text).parse();
    }

    private FieldPath parse() {
        int dot = text.indexOf('.');
        String head = dot < 0 ? text : text.substring(0, dot);
        Optional<FieldPath.Field> field = Arrays.stream(FieldPath.Field.values())
                .filter(known -> known.wireName().equals(head))
                .findFirst();
        if (field.isEmpty()) {
            throw notAField(head);
        }
        if (field.get() == FieldPath.Field.PROPERTIES) {
            position = head.length();
            return new FieldPath(FieldPath.Field.PROPERTIES, names());
        }
        if (dot >= 0) {
            throw wrong(head + " has nothing below it; write " + head);
        }
        return FieldPath.of(field.get());
    }

    private IllegalArgumentException notAField(String head) {
        List<String> fields = Arrays.stream(FieldPath.Field.values())
                .map(FieldPath.Field::wireName)
                .toList();
        String nearest = Mistakes.nearest(head, fields);
        return wrong(
                nearest.endsWith("?")
                        ? "there is no such field; " + nearest
                        : "it is none of " + String.join(", ", fields.subList(0, fields.size() - 1))
                                + "; a property is written properties.NAME");
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        while (position < text.length()) {
            if (text.charAt(position) != '.') {
                throw wrong("a dot is missing after a name in quotes");
            }
            position++;
            names.add(position < text.length() && text.charAt(position) == QUOTE ? quotedName() : bareName());
        }
        if (names.isEmpty()) {
            throw wrong("name a property, such as properties.plan");
        }
        if (names.size() > MAX_NAMES) {
            throw wrong("properties are nested at most " + MAX_NAMES + " levels deep, so no event has this one");
        }
        return names;
    }

    private String bareName() {
        int begin = position;
        int end = text.indexOf('.', begin);
        position = end < 0 ? text.length() : end;
        String name = text.substring(begin, position);
        if (name.isEmpty()) {
            throw wrong("a name is missing after a dot");
        }
        if (!FieldPath.isBare(name)) {
            throw wrong("a name with other characters than letters, digits, '_' and '-', or that begins with a digit or"
                    + " '-', needs quotes, such as properties.\"a.b\"");
        }
        return name;
    }

    private String quotedName() {
        StringBuilder name = new StringBuilder();
        for (position++; position < text.length(); position++) {
            char c = text.charAt(position);
            if (c == QUOTE) {
                position++;
                return name.toString();
            }
            if (c == ESCAPE) {
                position++;
                if (position == text.length() || text.charAt(position) != QUOTE && text.charAt(position) != ESCAPE) {
                    throw wrong("in quotes, '\\' is written '\\\\' and '\"' is written '\\\"'");
                }
                c = text.charAt(position);
            }
            name.append(c);
        }
        throw wrong("a name begins with a quote and does not end with one");
    }

    private IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException(Mistakes.quoted(text) + " is not a path: " + why);
    }
}
