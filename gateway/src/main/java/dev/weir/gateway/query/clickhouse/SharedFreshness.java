package dev.weir.gateway.query.clickhouse;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads how far the views have come once for all answers that begin within a moment.
 *
 * <p>What was true stays true: whatever is in a view by then is in every later read of it. Safe for any thread. Threads that find it
 * too old at the same time all read it, and none waits for another.
 */
final class SharedFreshness {
    private static final long GOOD_FOR_NANOS = Duration.ofMillis(100).toNanos();

    /** Where it is read from. */
    @FunctionalInterface
    interface Source {
        ViewFreshness read() throws SQLException;
    }

    /** @param beganNanos when it began to be read */
    private record Reading(ViewFreshness freshness, long beganNanos) {}

    private final LongSupplier nanoTime;
    private final AtomicReference<@Nullable Reading> latest = new AtomicReference<>();

    /** @param nanoTime as {@link System#nanoTime} */
    SharedFreshness(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @param source is read where nobody did within the last tenth of a second */
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
