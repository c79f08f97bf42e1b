package dev.weir.gateway.ingest;

import java.time.Duration;

/** How long fuzzers run: some seconds in each build, {@code -Dweir.fuzz.minutes=10} for more. */
public final class FuzzTime {
    private static final Duration IN_A_BUILD = Duration.ofSeconds(3);

    private FuzzTime() {}

    public static Duration each() {
        Integer minutes = Integer.getInteger("weir.fuzz.minutes");
        return minutes == null ? IN_A_BUILD : Duration.ofMinutes(minutes);
    }

    /** Of {@code -Dweir.fuzz.seed=…}, to repeat a run; another one each time without it. */
    public static long seed() {
        return Long.getLong("weir.fuzz.seed", System.nanoTime());
    }
}
