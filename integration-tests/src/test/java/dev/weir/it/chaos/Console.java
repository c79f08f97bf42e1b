package dev.weir.it.chaos;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/** Lines for a person, each with the time since the traffic began. Threads share it. */
final class Console {
    private final PrintStream out;
    private volatile long begin = System.nanoTime();

    Console(PrintStream out) {
        this.out = out;
    }

    /** The clock shows 00:00 now. */
    void beginClock() {
        begin = System.nanoTime();
    }

    void at(String line) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
        out.println("%02d:%02d  %s".formatted(seconds / 60, seconds % 60, line));
    }

    void line(String line) {
        out.println(line);
    }
}
