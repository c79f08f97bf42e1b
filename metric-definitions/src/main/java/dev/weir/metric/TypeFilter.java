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

    private static final char WILDCARD = '*';

    public TypeFilter {
        patterns = List.copyOf(patterns);
    }

    public boolean matches(String type) {
        for (int i = 0; i < patterns.size(); i++) {
            if (matches(patterns.get(i), type)) {
                return true;
            }
        }
        return patterns.isEmpty();
    }

    private static boolean matches(String pattern, String type) {
        int prefix = pattern.length() - 1;
        return prefix >= 0 && pattern.charAt(prefix) == WILDCARD
                ? type.regionMatches(0, pattern, 0, prefix)
                : type.equals(pattern);
    }
}
