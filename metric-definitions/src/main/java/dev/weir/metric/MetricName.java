// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import java.util.List;
import java.util.Optional;

/** The rules for the name of a metric that users define. */
public final class MetricName {
    public static final int MAX_LENGTH = 64;

    /** The metrics that Weir has without a definition. */
    public static final List<String> BUILT_IN = List.of("views", "active_users", "views_30d", "events");

    /** Tables of Weir begin with {@code metric_}, as the views of metrics do. */
    private static final List<String> TABLES = List.of("skipped", "definitions");

    private static final String TABLE_SUFFIX = "_store";

    private MetricName() {}

    /** What is wrong with a name, and what to do. Empty if it can be used. */
    static Optional<String> problem(String name) {
        if (!isWellFormed(name)) {
            return Optional.of(
                    "a name has 1 to " + MAX_LENGTH + " lower-case letters, digits and '_', and begins with a"
                            + " letter; " + Mistakes.quoted(name) + " does not");
        }
        if (BUILT_IN.contains(name)) {
            return Optional.of("'" + name + "' is a built-in metric; choose another name");
        }
        if (TABLES.contains(name) || name.endsWith(TABLE_SUFFIX)) {
            return Optional.of("'" + name + "' is reserved, because weir.metric_" + name + " may be a table of Weir;"
                    + " choose another name");
        }
        return Optional.empty();
    }

    private static boolean isWellFormed(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c >= 'a' && c <= 'z';
            if (!letter && (i == 0 || !(c >= '0' && c <= '9' || c == '_'))) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= MAX_LENGTH;
    }
}
