// SPDX-License-Identifier: Apache-2.0
package dev.weir.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next attempt: twice as long after each failure, with randomness, so that many clients do
 * not return at the same instant.
 */
record Backoff(Duration first, Duration longest) {
    private static final int MOST_DOUBLINGS = 30;

    /**
     * @param failures how many attempts have failed, from 1
     * @param retryAfter the least time, as the gateway demands it
     */
    Duration after(int failures, Optional<Duration> retryAfter) {
        long doubled = first.toNanos() << Math.min(failures - 1, MOST_DOUBLINGS);
        // A shift beyond 64 bits would turn negative.
        long full = doubled <= 0 || doubled > longest.toNanos() ? longest.toNanos() : doubled;
        Duration half = Duration.ofNanos(full / 2);
        Duration jitter = Duration.ofNanos(ThreadLocalRandom.current().nextLong(full / 2 + 1));
        return retryAfter.orElse(half).plus(jitter);
    }
}
