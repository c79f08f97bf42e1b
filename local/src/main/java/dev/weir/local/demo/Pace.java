// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.demo;

import java.time.Duration;

/** Keeps a sender at a rate. A sender that was held up does not catch up, so the rate is never higher. */
final class Pace {
    private final double nanosAnEvent;
    private long next = System.nanoTime();

    /** @param rate events a second */
    Pace(double rate) {
        this.nanosAnEvent = Duration.ofSeconds(1).toNanos() / rate;
    }

    void waitAfter(int events) throws InterruptedException {
        long now = System.nanoTime();
        next = Math.max(next, now - Duration.ofSeconds(1).toNanos()) + (long) (events * nanosAnEvent);
        Thread.sleep(Math.max(0, Duration.ofNanos(next - now).toMillis()));
    }
}
