package dev.weir.gateway.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers that are given again for a short time.
 *
 * <p>A number that this gateway has shown is not followed by an older one: an answer is forgotten as soon as a later read of
 * another query of its kind is shown, because both may hold the same number. Other gateways do not know what this one
 * has shown. Safe for any thread.
 */
final class RecentAnswers {
    /** About 25 MB at most. */
    private static final long MAX_ROWS = 50_000;

    private record Remembered(MetricsAnswer answer, long beganNanos) {}

    private final @Nullable Cache<MetricsQuery, Remembered> answers;
    private final Map<Class<?>, Long> newestReads = new HashMap<>();

    /** @param remembered zero: not at all */
    RecentAnswers(Duration remembered) {
        answers = remembered.isZero()
                ? null
                : Caffeine.newBuilder()
                        .expireAfterWrite(remembered)
                        .maximumWeight(MAX_ROWS)
                        .<MetricsQuery, Remembered>weigher(
                                (query, value) -> 1 + value.answer().rows().size())
                        .executor(Runnable::run)
                        .build();
    }

    /** Null where there is none. */
    @Nullable
    MetricsAnswer get(MetricsQuery query) {
        Remembered remembered = answers == null ? null : answers.getIfPresent(query);
        return remembered == null ? null : remembered.answer();
    }

    /**
     * Remembers an answer that is about to be shown.
     *
     * @param beganNanos when its read began, by {@link System#nanoTime}
     */
    synchronized void put(MetricsQuery query, MetricsAnswer answer, long beganNanos) {
        if (answers == null) {
            return;
        }
        Class<?> kind = query.getClass();
        answers.asMap()
                .entrySet()
                .removeIf(other ->
                        other.getKey().getClass() == kind && other.getValue().beganNanos() - beganNanos < 0);
        Long newest = newestReads.get(kind);
        if (newest == null || beganNanos - newest >= 0) {
            newestReads.put(kind, beganNanos);
            answers.put(query, new Remembered(answer, beganNanos));
        }
    }
}
