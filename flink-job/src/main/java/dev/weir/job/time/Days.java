package dev.weir.job.time;

import java.util.concurrent.TimeUnit;

/** UTC days as whole numbers: days since the Unix epoch. */
public final class Days {
    /** One day in milliseconds. */
    public static final long MILLIS = TimeUnit.DAYS.toMillis(1);

    private Days() {}

    /** The day that a moment belongs to; a watermark of {@link Long#MIN_VALUE} is before every day. */
    public static int of(long epochMillis) {
        return (int) Math.max(Integer.MIN_VALUE, Math.floorDiv(epochMillis, MILLIS));
    }

    /** The first millisecond of a day. */
    public static long start(int day) {
        return day * MILLIS;
    }
}
