// SPDX-License-Identifier: Apache-2.0
package dev.weir.event;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names seen so far in one JSON object. A few names are compared one by one; many go into a set. Can be reused. Not
 * thread-safe.
 */
public final class NamesInScope {
    private static final int FEW = 12;

    private final String[] names = new String[FEW];
    private int count;
    private @Nullable Set<String> many;

    public void clear() {
        count = 0;
        many = null;
    }

    /** Adds a name. Returns false if it is already there. */
    public boolean add(String name) {
        if (many != null) {
            return many.add(name);
        }
        for (int i = 0; i < count; i++) {
            if (names[i].equals(name)) {
                return false;
            }
        }
        if (count < FEW) {
            names[count++] = name;
            return true;
        }
        many = new HashSet<>(Set.of(names));
        return many.add(name);
    }
}
