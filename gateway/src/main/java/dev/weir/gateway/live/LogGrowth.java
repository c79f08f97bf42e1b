// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.live;

import dev.weir.gateway.progress.LogPositions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** How fast the log grew in the last seconds. Not thread-safe. */
final class LogGrowth {
    private static final long WINDOW_NANOS = Duration.ofSeconds(5).toNanos();

    private record Sample(long nanos, long records) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    /** @param nanos when the end of the log was read, by {@link System#nanoTime} */
    void note(LogPositions end, long nanos) {
        long records = records(end);
        if (!samples.isEmpty() && samples.getLast().records() > records) {
            // The topic was recreated.
            samples.clear();
        }
        samples.addLast(new Sample(nanos, records));
        while (samples.size() > 2 && nanos - samples.getFirst().nanos() > WINDOW_NANOS) {
            samples.removeFirst();
        }
    }

    /** Records per second, with one digit after the point; null before there are two samples of the last seconds. */
    @Nullable
    Double perSecond() {
        if (samples.size() < 2 || lengthNanos() > 2 * WINDOW_NANOS) {
            return null;
        }
        long records = samples.getLast().records() - samples.getFirst().records();
        return Math.round(records * 1e10 / Math.max(1, lengthNanos())) / 10.0;
    }

    static long records(LogPositions end) {
        return end.nextOffsets().values().stream().mapToLong(Long::longValue).sum();
    }

    private long lengthNanos() {
        return samples.getLast().nanos() - samples.getFirst().nanos();
    }
}
