// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.time;

import java.io.Serializable;
import java.time.Duration;

/**
 * How long state must be kept, by the job's clock.
 *
 * <p>An event may be as old as the allowed lateness when it is received. In addition, the clock may be ahead of an
 * event's receipt, because of clock skew of a gateway, a retry or a stalled partition; {@link #SLACK} allows for that.
 * The deduplication rejects older events before they reach any count, so the state behind them can be dropped.
 *
 * <p>The clocks of downstream operators are never ahead of the clock that admitted an event. So no event arrives for
 * state that they have dropped.
 */
public record StateRetention(AllowedLateness allowedLateness) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** How far the clock may be ahead of the receipt of an event. */
    public static final Duration SLACK = Duration.ofDays(1);

    /** The retention of a job whose allowed lateness was never changed. */
    public StateRetention(Duration allowedLateness) {
        this(AllowedLateness.of(allowedLateness));
    }

    /** The oldest day whose counts may still change. */
    public int oldestDay(long watermark) {
        if (watermark == Long.MIN_VALUE) {
            return Integer.MIN_VALUE;
        }
        long receipt = watermark - SLACK.toMillis();
        return EpochDay.of(receipt - allowedLateness.at(receipt).toMillis());
    }

    /** The earliest time of the clock at which the counts of this day can no longer change. */
    public long expiry(int day) {
        long end = EpochDay.start(day + 1);
        long lastReceipt = end + allowedLateness.current().toMillis();
        for (EarlierValue previous : allowedLateness.earlier()) {
            lastReceipt = Math.max(
                    lastReceipt,
                    Math.min(previous.until(), end + previous.value().toMillis()));
        }
        return lastReceipt + SLACK.toMillis();
    }
}
