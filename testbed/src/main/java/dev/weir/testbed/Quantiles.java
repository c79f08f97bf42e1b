// SPDX-License-Identifier: Apache-2.0
package dev.weir.testbed;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Collects durations and returns their quantiles. Thread-safe. */
public final class Quantiles {
    public static final List<String> COLUMNS = List.of("p50", "p95", "p99", "max");

    private long[] nanos = new long[1024];
    private int count;

    public synchronized void add(long tookNanos) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = tookNanos;
    }

    public synchronized void clear() {
        count = 0;
    }

    public synchronized int count() {
        return count;
    }

    /** The quantile by nearest rank: the smallest duration that this share does not exceed. Zero if there are none. */
    public Duration quantile(double share) {
        long[] sorted = sorted();
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted.length == 0 ? Duration.ZERO : Duration.ofNanos(sorted[Math.max(0, rank - 1)]);
    }

    /** The quantile in milliseconds, or NaN if there are no durations. */
    public double millis(double share) {
        return count() == 0 ? Double.NaN : quantile(share).toNanos() / 1e6;
    }

    /** The values for {@link #COLUMNS}. */
    public List<Double> values() {
        return List.of(millis(0.5), millis(0.95), millis(0.99), millis(1));
    }

    private synchronized long[] sorted() {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted;
    }
}
