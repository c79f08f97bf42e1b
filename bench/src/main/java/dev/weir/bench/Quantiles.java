// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Collects durations and returns their quantiles in milliseconds. Thread-safe. */
final class Quantiles {
    static final List<String> COLUMNS = List.of("p50", "p95", "p99", "max");

    private long[] nanos = new long[1024];
    private int count;

    synchronized void add(long tookNanos) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = tookNanos;
    }

    synchronized void clear() {
        count = 0;
    }

    synchronized int count() {
        return count;
    }

    /**
     * The quantile by nearest rank: the smallest duration that this share does not exceed. NaN if there are no
     * durations.
     */
    double millis(double share) {
        long[] sorted = sorted();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(0, rank - 1)] / (double) Duration.ofMillis(1).toNanos();
    }

    /** The values for {@link #COLUMNS}. */
    List<Double> values() {
        return List.of(millis(0.5), millis(0.95), millis(0.99), millis(1));
    }

    private synchronized long[] sorted() {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted;
    }
}
