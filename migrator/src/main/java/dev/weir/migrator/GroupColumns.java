// SPDX-License-Identifier: Apache-2.0
package dev.weir.migrator;

import dev.weir.metric.FieldPath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Names the columns of groups, such as {@code plan} for {@code properties.plan}. */
final class GroupColumns {
    private GroupColumns() {}

    /**
     * A name for each path: the path without {@code properties}, with {@code _} in place of all but letters and digits.
     * If another column has the same name, or the name begins with a digit, the name is the full path.
     *
     * @param taken the names of the other columns
     */
    static List<String> names(List<FieldPath> paths, List<String> taken) {
        List<String> wanted = new ArrayList<>(taken);
        paths.forEach(path -> wanted.add(shortName(path)));
        List<String> used = new ArrayList<>(taken);
        List<String> names = new ArrayList<>();
        for (FieldPath path : paths) {
            String name = shortName(path);
            if (Collections.frequency(wanted, name) > 1 || name.isEmpty() || isDigit(name.charAt(0))) {
                name = path.field().wireName() + (path.isProperty() ? "_" + name : "");
            }
            // Only paths such as properties.a_b and properties.a.b are left, or the field value.
            String unique = name;
            for (int number = 2; used.contains(unique); number++) {
                unique = name + "_" + number;
            }
            used.add(unique);
            names.add(unique);
        }
        return names;
    }

    private static String shortName(FieldPath path) {
        return path.isProperty()
                ? word(String.join("_", path.names()))
                : path.field().wireName();
    }

    private static String word(String name) {
        return name.codePoints()
                .map(c -> isLetter(c) || isDigit(c) ? c : '_')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Letters of any script would have to be quoted in SQL. */
    private static boolean isLetter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
