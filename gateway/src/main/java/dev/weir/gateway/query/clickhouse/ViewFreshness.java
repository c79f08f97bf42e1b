package dev.weir.gateway.query.clickhouse;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
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
    private static final Duration USUAL_LAG = Duration.ofSeconds(5);

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

    /** Whether a view has come to the first instant of a day, in UTC. */
    boolean hasReached(String view, LocalDate day) {
        Instant reached = asOf.get(view);
        return reached != null
                && !reached.isBefore(day.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    /**
     * Whether a view is seconds away from a day that has begun: its next row of freshness will have reached it, unless the job has just
     * been stopped.
     */
    boolean isAboutToReach(String view, LocalDate day, Instant now) {
        Instant reached = asOf.get(view);
        Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        return reached != null
                && !now.isBefore(start)
                && reached.isBefore(start)
                && !reached.isBefore(start.minus(USUAL_LAG));
    }
}
