// SPDX-License-Identifier: Apache-2.0
package dev.weir.configuration;

import java.time.Duration;
import java.util.Optional;

/**
 * How long rows are kept. Empty means forever.
 *
 * @param events counted from their receipt
 * @param metrics counted from the day that they describe, in whole days
 * @param deadLetters counted from their failure
 */
public record Retention(Optional<Duration> events, Optional<Duration> metrics, Optional<Duration> deadLetters) {
    private static final Duration LEAST = Duration.ofHours(1);

    /** Keeps all rows. */
    public static final Retention FOREVER = new Retention(Optional.empty(), Optional.empty(), Optional.empty());

    /** The length of the longest window. */
    public static final Duration LONGEST_WINDOW = Duration.ofDays(30);

    /** Reads the retention. Rejects a retention that drops counts which a late event may still change. */
    public static Retention from(Settings settings) {
        Optional<Duration> metrics = settings.retention(Variable.METRICS_RETENTION, LONGEST_WINDOW);
        Duration stillChanging = settings.duration(
                        Variable.ALLOWED_LATENESS, Duration.ofMinutes(1), Duration.ofDays(18_250))
                .plus(LONGEST_WINDOW);
        if (metrics.isPresent() && metrics.get().compareTo(stillChanging) < 0) {
            settings.refuse(
                    Variable.METRICS_RETENTION,
                    "must be at least " + Units.format(stillChanging)
                            + ", the longest window and WEIR_ALLOWED_LATENESS together, because younger counts may"
                            + " still change; it is " + Units.format(metrics.get()));
        }
        return new Retention(
                settings.retention(Variable.EVENTS_RETENTION, LEAST),
                metrics,
                settings.retention(Variable.DEAD_LETTERS_RETENTION, LEAST));
    }
}
