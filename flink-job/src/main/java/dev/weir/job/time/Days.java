package dev.weir.job.time;

import java.util.concurrent.TimeUnit;

/** UTC days as whole numbers: days since the Unix epoch. */
public final class Days {
    /** One day in milliseconds. */
    public static final long MILLIS = TimeUnit.DAYS.toMillis(1);

    /** Before all that is counted, and far from the end of an int, so that windows can be added without a thought. */
    public static final int FIRST = Integer.MIN_VALUE / 2;

    private static final int LAST = Integer.MAX_VALUE / 2;

    private Days() {}

    /** The day that a moment belongs to; watermarks before and after all time are on the first and the last day. */
    public static int of(long epochMillis) {
        return (int) Math.max(FIRST, Math.min(LAST, Math.floorDiv(epochMillis, MILLIS)));
    }

    /** The first millisecond of a day. */
    public static long start(int day) {
        return day * MILLIS;
    }
}
