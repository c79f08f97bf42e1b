// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.time.Duration;
import java.util.Locale;

/** Formats durations for the report. */
final class Times {
    private Times() {}

    /** The duration as text, such as {@code 2.5 ms}, {@code 250 ms} or {@code 5.04 s}. */
    static String written(Duration time) {
        double millis = time.toNanos() / 1e6;
        if (millis < 10) {
            return String.format(Locale.ROOT, "%.1f ms", millis);
        }
        return millis < 1_000
                ? String.format(Locale.ROOT, "%.0f ms", millis)
                : String.format(Locale.ROOT, "%.2f s", millis / 1_000);
    }
}
