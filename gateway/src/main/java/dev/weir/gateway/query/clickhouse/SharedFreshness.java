// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query.clickhouse;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Caches the freshness of the views for a tenth of a second.
 *
 * <p>An old value is never wrong: rows that are in a view stay there for every later read. Thread-safe. Threads that
 * find the value too old at the same time all read it; none waits for another.
 */
final class SharedFreshness {
    private static final long GOOD_FOR_NANOS = Duration.ofMillis(100).toNanos();

    /** Reads the freshness of the views. */
    @FunctionalInterface
    interface Source {
        ViewFreshness read() throws SQLException;
    }

    /** @param beganNanos when the read began */
    private record Reading(ViewFreshness freshness, long beganNanos) {}

    private final LongSupplier nanoTime;
    private final AtomicReference<@Nullable Reading> latest = new AtomicReference<>();

    /** @param nanoTime as {@link System#nanoTime} */
    SharedFreshness(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @param source called if the last read began more than a tenth of a second ago */
    ViewFreshness read(Source source) throws SQLException {
        long now = nanoTime.getAsLong();
        Reading last = latest.get();
        if (last != null && now - last.beganNanos() < GOOD_FOR_NANOS) {
            return last.freshness();
        }
        Reading read = new Reading(source.read(), now);
        latest.accumulateAndGet(read, SharedFreshness::later);
        return read.freshness();
    }

    private static @Nullable Reading later(@Nullable Reading one, @Nullable Reading other) {
        return one == null || other != null && one.beganNanos() - other.beganNanos() < 0 ? other : one;
    }
}
