// SPDX-License-Identifier: Apache-2.0
package dev.weir.configuration;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses durations such as {@code 250ms}, {@code 5s}, {@code 15m}, {@code 24h} and {@code 30d}, and sizes such as
 * {@code 64MiB}. The JDK parses durations in ISO 8601 only.
 */
public final class Units {
    private static final Pattern QUANTITY = Pattern.compile("(\\d{1,15}) ?([A-Za-z]+)");

    private Units() {}

    /** @throws IllegalArgumentException with half a sentence that describes a valid duration */
    public static Duration parseDuration(String text) {
        Matcher matcher = QUANTITY.matcher(text.strip());
        if (!matcher.matches()) {
            throw notADuration();
        }
        long amount = Long.parseLong(matcher.group(1));
        try {
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                case "d" -> Duration.ofDays(amount);
                default -> throw notADuration();
            };
        } catch (ArithmeticException tooLarge) {
            throw notADuration();
        }
    }

    /** Writes a duration in the largest unit that divides it. */
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0s";
        }
        if (millis % 86_400_000 == 0) {
            return millis / 86_400_000 + "d";
        }
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + "h";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + "m";
        }
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }

    /** @throws IllegalArgumentException with half a sentence that describes a valid size */
    public static long parseBytes(String text) {
        Matcher matcher = QUANTITY.matcher(text.strip());
        if (!matcher.matches()) {
            throw notASize();
        }
        long unit =
                switch (matcher.group(2)) {
                    case "B" -> 1;
                    case "KiB" -> 1L << 10;
                    case "MiB" -> 1L << 20;
                    case "GiB" -> 1L << 30;
                    default -> throw notASize();
                };
        try {
            return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
        } catch (ArithmeticException tooLarge) {
            throw notASize();
        }
    }

    private static IllegalArgumentException notADuration() {
        return new IllegalArgumentException("must be a duration such as 250ms, 5s, 15m, 24h or 30d");
    }

    private static IllegalArgumentException notASize() {
        return new IllegalArgumentException("must be a size such as 512KiB, 64MiB or 2GiB");
    }
}
