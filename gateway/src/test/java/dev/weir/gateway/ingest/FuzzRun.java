// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import java.time.Duration;

/** The length of a fuzzer's run: a number of inputs in each build, or a time with {@code -Dweir.fuzz.minutes=10}. */
public final class FuzzRun {
    private final long begin = System.nanoTime();
    private final int inputsInABuild;
    private int inputs;

    public FuzzRun(int inputsInABuild) {
        this.inputsInABuild = inputsInABuild;
    }

    /** The value of {@code -Dweir.fuzz.seed=…}, to repeat a run; otherwise a new seed for each run. */
    public static long seed() {
        return Long.getLong("weir.fuzz.seed", System.nanoTime());
    }

    /** Counts one input; false after the last. */
    public boolean next() {
        Integer minutes = Integer.getInteger("weir.fuzz.minutes");
        boolean isOver = minutes == null
                ? inputs >= inputsInABuild
                : System.nanoTime() - begin >= Duration.ofMinutes(minutes).toNanos();
        if (isOver) {
            return false;
        }
        inputs++;
        return true;
    }

    public int inputs() {
        return inputs;
    }
}
