// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import java.io.Serializable;
import java.util.List;

/**
 * The types of events that a metric measures.
 *
 * @param patterns a type, or a prefix of types that ends in {@code *}; empty for every type
 */
public record TypeFilter(List<String> patterns) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Every type. */
    public static final TypeFilter ALL = new TypeFilter(List.of());

    private static final String WILDCARD = "*";

    public TypeFilter {
        patterns = List.copyOf(patterns);
    }

    public boolean matches(String type) {
        return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> matches(pattern, type));
    }

    private static boolean matches(String pattern, String type) {
        return pattern.endsWith(WILDCARD)
                ? type.startsWith(pattern.substring(0, pattern.length() - 1))
                : type.equals(pattern);
    }
}
