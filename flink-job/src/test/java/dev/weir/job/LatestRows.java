// SPDX-License-Identifier: Apache-2.0
package dev.weir.job;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Reduces written rows to those that ClickHouse would show. */
final class LatestRows {
    private LatestRows() {}

    /** Keeps the row with the highest version of each key. */
    static <T> Set<T> of(List<T> written, Function<T, Object> key, ToLongFunction<T> version) {
        Map<Object, T> latest = new HashMap<>();
        written.forEach(row -> latest.merge(
                key.apply(row),
                row,
                (before, now) -> version.applyAsLong(now) >= version.applyAsLong(before) ? now : before));
        return new HashSet<>(latest.values());
    }
}
