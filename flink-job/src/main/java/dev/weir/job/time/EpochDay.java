// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.time;

import java.util.concurrent.TimeUnit;

/** UTC days as the number of days since the Unix epoch. */
public final class EpochDay {
    /** The milliseconds of a day. */
    public static final long MILLIS = TimeUnit.DAYS.toMillis(1);

    /** A day before every counted day. Window lengths can be added or subtracted without integer overflow. */
    public static final int FIRST = Integer.MIN_VALUE / 2;

    private static final int LAST = Integer.MAX_VALUE / 2;

    private EpochDay() {}

    /** The day of a timestamp. Watermarks before and after all time map to the first and the last day. */
    public static int of(long epochMillis) {
        return (int) Math.max(FIRST, Math.min(LAST, Math.floorDiv(epochMillis, MILLIS)));
    }

    /** The first millisecond of a day. */
    public static long start(int day) {
        return day * MILLIS;
    }
}
