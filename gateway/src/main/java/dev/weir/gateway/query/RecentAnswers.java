// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A short-lived cache of query results.
 *
 * <p>Clients of this gateway never see a count go backwards. A read therefore removes earlier cached results of the
 * same metric, because they may contain the same counts. Gateways do not share their caches, so clients of
 * several gateways have no such guarantee. Thread-safe.
 */
final class RecentAnswers {
    /** About 25 MB at most. */
    private static final long MAX_ROWS = 50_000;

    private record Remembered(MetricsAnswer answer, long beganNanos) {}

    private final @Nullable Cache<MetricsQuery, Remembered> answers;
    private final Map<String, Long> newestReads = new HashMap<>();

    /** @param remembered how long a result is cached; zero for no caching */
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

    /** Returns null if the query is not cached. */
    @Nullable
    MetricsAnswer get(MetricsQuery query) {
        Remembered remembered = answers == null ? null : answers.getIfPresent(query);
        return remembered == null ? null : remembered.answer();
    }

    /**
     * Caches a result that is about to be returned to clients.
     *
     * @param beganNanos when its read began, by {@link System#nanoTime}
     */
    synchronized void put(MetricsQuery query, MetricsAnswer answer, long beganNanos) {
        if (answers == null) {
            return;
        }
        String metric = query.metric();
        answers.asMap()
                .entrySet()
                .removeIf(other -> other.getKey().metric().equals(metric)
                        && other.getValue().beganNanos() - beganNanos < 0);
        Long newest = newestReads.get(metric);
        if (newest == null || beganNanos - newest >= 0) {
            newestReads.put(metric, beganNanos);
            answers.put(query, new Remembered(answer, beganNanos));
        }
    }
}
