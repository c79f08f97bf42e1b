// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query.clickhouse;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Caches what a statement reads for a tenth of a second, such as the freshness of the views.
 *
 * <p>An old value is never wrong: rows that are in a view stay there for every later read. Thread-safe. Threads that
 * find the value too old at the same time all read it; none waits for another.
 */
final class SharedReading<T> {
    private static final long GOOD_FOR_NANOS = Duration.ofMillis(100).toNanos();

    /** Runs the statement. */
    @FunctionalInterface
    interface Source<T> {
        T read() throws SQLException;
    }

    /** @param beganNanos when the read began */
    private record Reading<T>(T value, long beganNanos) {}

    private final LongSupplier nanoTime;
    private final AtomicReference<@Nullable Reading<T>> latest = new AtomicReference<>();

    /** @param nanoTime as {@link System#nanoTime} */
    SharedReading(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @param source called if the last read began more than a tenth of a second ago */
    T read(Source<T> source) throws SQLException {
        long now = nanoTime.getAsLong();
        Reading<T> last = latest.get();
        if (last != null && now - last.beganNanos() < GOOD_FOR_NANOS) {
            return last.value();
        }
        Reading<T> read = new Reading<>(source.read(), now);
        latest.accumulateAndGet(read, SharedReading::later);
        return read.value();
    }

    private static <T> @Nullable Reading<T> later(@Nullable Reading<T> one, @Nullable Reading<T> other) {
        return one == null || other != null && one.beganNanos() - other.beganNanos() < 0 ? other : one;
    }
}
