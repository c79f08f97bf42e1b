// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import java.time.Duration;

/** The running time of fuzzers: a few seconds in each build, or longer with {@code -Dweir.fuzz.minutes=10}. */
public final class FuzzTime {
    private static final Duration IN_A_BUILD = Duration.ofSeconds(3);

    private FuzzTime() {}

    public static Duration each() {
        Integer minutes = Integer.getInteger("weir.fuzz.minutes");
        return minutes == null ? IN_A_BUILD : Duration.ofMinutes(minutes);
    }

    /** The value of {@code -Dweir.fuzz.seed=…}, to repeat a run; otherwise a new seed for each run. */
    public static long seed() {
        return Long.getLong("weir.fuzz.seed", System.nanoTime());
    }
}
