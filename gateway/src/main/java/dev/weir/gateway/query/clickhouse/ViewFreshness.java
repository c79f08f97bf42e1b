package dev.weir.gateway.query.clickhouse;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far the views had come at some moment.
 *
 * @param asOf every event accepted before this instant is in the view, by its name; a view that has nothing yet is missing
 */
record ViewFreshness(Map<String, Instant> asOf) {
    ViewFreshness {
        asOf = Map.copyOf(asOf);
    }

    /** Of the least fresh of some views; null where one of them has nothing yet. */
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

    /** Whether every event that was accepted before an instant is in a view. */
    boolean hasReached(String view, Instant instant) {
        Instant reached = asOf.get(view);
        return reached != null && !reached.isBefore(instant);
    }
}
