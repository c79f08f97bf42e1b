// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query.clickhouse;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The freshness of the views at some moment.
 *
 * @param asOf for each view's name: the view contains every event that was accepted before this time; empty views are
 *     missing
 */
record ViewFreshness(Map<String, Instant> asOf) {
    ViewFreshness {
        asOf = Map.copyOf(asOf);
    }

    /** Returns the freshness of the least fresh of some views, or null if one of them is empty. */
    @Nullable
    Instant ofLeast(List<String> views) {
        return asOf.keySet().containsAll(views)
                ? views.stream()
                        .map(asOf::get)
                        .filter(Objects::nonNull)
                        .min(Instant::compareTo)
                        .orElse(null)
                : null;
    }

    /** Whether a view contains every event that was accepted before an instant. */
    boolean hasReached(String view, Instant instant) {
        Instant reached = asOf.get(view);
        return reached != null && !reached.isBefore(instant);
    }
}
