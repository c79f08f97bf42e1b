package dev.weir.job.time;

import java.io.Serializable;
import java.time.Duration;

/**
 * How long state can still matter, by the job's clock.
 *
 * <p>An event may be as old as the allowed lateness when it is received, and the clock may be ahead of an event's receipt
 * by what a gateway's clock, a retry or a stalled partition costs: the slack. Whatever is older than both together is
 * refused before it reaches any count ({@link #isExpired}), so that state behind it can be dropped. Operators downstream
 * ask with a clock that is never ahead of the one that admitted the event: what they have dropped, nobody sends.
 */
public record Retention(Lateness allowedLateness) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** How far the clock may be ahead of the receipt of an event. */
    public static final Duration SLACK = Duration.ofDays(1);

    /** With a lateness that was never changed. */
    public Retention(Duration allowedLateness) {
        this(Lateness.of(allowedLateness));
    }

    /** The oldest day whose counts may still change. */
    public int oldestDay(long watermark) {
        if (watermark == Long.MIN_VALUE) {
            return Integer.MIN_VALUE;
        }
        long receipt = watermark - SLACK.toMillis();
        return Days.of(receipt - allowedLateness.at(receipt).toMillis());
    }

    /** Whether an event of that time would have to change counts that may be gone. */
    public boolean isExpired(long timestamp, long watermark) {
        return Days.of(timestamp) < oldestDay(watermark);
    }

    /** The first moment of the clock at which nothing of that day changes any more. */
    public long expiry(int day) {
        long end = Days.start(day + 1);
        long lastReceipt = end + allowedLateness.now().toMillis();
        for (Earlier before : allowedLateness.earlier()) {
            lastReceipt = Math.max(
                    lastReceipt, Math.min(before.until(), end + before.value().toMillis()));
        }
        return lastReceipt + SLACK.toMillis();
    }
}
