// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.source;

import dev.weir.event.EventRules;
import java.time.Clock;
import org.apache.flink.api.common.eventtime.SerializableTimestampAssigner;

/**
 * Assigns a record its time of receipt as its timestamp, which advances the watermark, but never ahead of the machine's
 * clock.
 *
 * <p>Producers choose the timestamps of records. A timestamp in the far future would make every later event late, and
 * the tables would claim to be fresher than they are.
 */
public final class ReceiptTimestampAssigner implements SerializableTimestampAssigner<LogRecord> {
    private static final long serialVersionUID = 1L;

    private final SerializableClock clock;

    /** Uses the system clock. */
    public ReceiptTimestampAssigner() {
        this(() -> Clock.systemUTC().millis());
    }

    ReceiptTimestampAssigner(SerializableClock clock) {
        this.clock = clock;
    }

    /** A clock in milliseconds since the Unix epoch. */
    interface SerializableClock extends java.io.Serializable {
        long millis();
    }

    /** For an implausible timestamp, returns the smallest number, which does not advance the watermark. */
    @Override
    public long extractTimestamp(LogRecord logRecord, long recordTimestamp) {
        long receivedAt = logRecord.receivedAt();
        boolean ahead = receivedAt > clock.millis() + EventRules.MAX_CLOCK_SKEW.toMillis();
        return ahead || receivedAt < 0 ? Long.MIN_VALUE : receivedAt;
    }
}
