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
public record Retention(Duration allowedLateness) implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final Duration SLACK = Duration.ofDays(1);

    /** The oldest day whose counts may still change. */
    public int oldestDay(long watermark) {
        return watermark == Long.MIN_VALUE
                ? Integer.MIN_VALUE
                : Days.of(watermark - allowedLateness.toMillis() - SLACK.toMillis());
    }

    /** Whether an event of that time would have to change counts that may be gone. */
    public boolean isExpired(long timestamp, long watermark) {
        return Days.of(timestamp) < oldestDay(watermark);
    }

    /** The first moment of the clock at which nothing of that day changes any more. */
    public long expiry(int day) {
        return Days.start(day + 1) + allowedLateness.toMillis() + SLACK.toMillis();
    }
}
