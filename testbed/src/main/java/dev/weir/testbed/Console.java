// SPDX-License-Identifier: Apache-2.0
package dev.weir.testbed;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Prints progress for the user, each line with the time since the traffic began. Thread-safe. */
public final class Console {
    private final PrintStream out;
    private volatile long begin = System.nanoTime();

    public Console(PrintStream out) {
        this.out = out;
    }

    /** Sets the clock to 00:00. */
    public void beginClock() {
        begin = System.nanoTime();
    }

    public void at(String line) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
        out.println(String.format(Locale.ROOT, "%02d:%02d  %s", seconds / 60, seconds % 60, line));
    }

    public void line(String line) {
        out.println(line);
    }
}
