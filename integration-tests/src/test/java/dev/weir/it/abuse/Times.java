package dev.weir.it.abuse;

import java.time.Duration;

/** Lengths of time, for people. */
final class Times {
    private Times() {}

    /** Such as {@code 2.5 ms}, {@code 250 ms} or {@code 5.04 s}. */
    static String written(Duration time) {
        double millis = time.toNanos() / 1e6;
        if (millis < 10) {
            return "%.1f ms".formatted(millis);
        }
        return millis < 1_000 ? "%.0f ms".formatted(millis) : "%.2f s".formatted(millis / 1_000);
    }
}
