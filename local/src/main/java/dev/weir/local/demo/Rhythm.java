// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.demo;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** How busy the service is, relative to a weekday on average: most in the evening, and at the weekend. */
final class Rhythm {
    private static final double MILLIS_A_DAY = 86_400_000;
    private static final double BUSIEST_HOUR = 20;

    private Rhythm() {}

    static double at(Instant time) {
        double hour = Math.floorMod(time.toEpochMilli(), (long) MILLIS_A_DAY) / MILLIS_A_DAY * 24;
        double angle = 2 * Math.PI * (hour - BUSIEST_HOUR) / 24;
        return (1 + 0.6 * Math.cos(angle) + 0.2 * Math.cos(2 * angle)) * on(LocalDate.ofInstant(time, ZoneOffset.UTC));
    }

    /** Relative to a weekday. */
    static double on(LocalDate day) {
        DayOfWeek weekday = day.getDayOfWeek();
        return switch (weekday) {
            case FRIDAY -> 1.15;
            case SATURDAY -> 1.35;
            case SUNDAY -> 1.45;
            case MONDAY, TUESDAY, WEDNESDAY, THURSDAY -> 1;
        };
    }
}
