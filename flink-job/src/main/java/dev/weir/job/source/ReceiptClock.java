package dev.weir.job.source;

import dev.weir.event.EventRules;
import java.time.Clock;
import org.apache.flink.api.common.eventtime.SerializableTimestampAssigner;

/**
 * Lets a record move the job's clock to its time of receipt, but never ahead of the machine's clock.
 *
 * <p>The timestamp of a record is what its producer writes. One from the far future would make every event after it late,
 * and the tables would claim to be fresher than they are.
 */
public final class ReceiptClock implements SerializableTimestampAssigner<LogRecord> {
    private static final long serialVersionUID = 1L;

    private final SerializableClock clock;

    /** By the machine's clock. */
    public ReceiptClock() {
        this(() -> Clock.systemUTC().millis());
    }

    ReceiptClock(SerializableClock clock) {
        this.clock = clock;
    }

    /** Milliseconds since the Unix epoch. */
    interface SerializableClock extends java.io.Serializable {
        long millis();
    }

    /** The smallest number moves no watermark. */
    @Override
    public long extractTimestamp(LogRecord logRecord, long recordTimestamp) {
        long receivedAt = logRecord.receivedAt();
        boolean ahead = receivedAt > clock.millis() + EventRules.MAX_CLOCK_SKEW.toMillis();
        return ahead || receivedAt < 0 ? Long.MIN_VALUE : receivedAt;
    }
}
