// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.util.concurrent.TimeUnit;

/** Limits the rate of requests over all connections of one loop. */
final class Pace {
    /** Unused requests may be made up for later, up to this. The rest is lost, and shows in the rate. */
    private static final double CATCH_UP_SECONDS = 1;

    private final double aSecond;
    private double available;
    private long latestNanos = System.nanoTime();

    Pace(double aSecond) {
        this.aSecond = aSecond;
    }

    static Pace unlimited() {
        return new Pace(Double.POSITIVE_INFINITY);
    }

    boolean take() {
        if (Double.isInfinite(aSecond)) {
            return true;
        }
        long now = System.nanoTime();
        double earned = aSecond * (now - latestNanos) / TimeUnit.SECONDS.toNanos(1);
        latestNanos = now;
        available = Math.min(available + earned, aSecond * CATCH_UP_SECONDS);
        if (available < 1) {
            return false;
        }
        available--;
        return true;
    }
}
