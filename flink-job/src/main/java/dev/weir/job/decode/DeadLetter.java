package dev.weir.job.decode;

import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * A record of the log that is not counted, and why.
 *
 * @param failedAt by the wall clock, milliseconds since the Unix epoch; a replay gives it anew
 * @param reason {@link #MALFORMED} or {@link #LATE}
 * @param detail for the operator; it also says how much was cut
 * @param topic with {@code partition} and {@code offset}, the identity of the record
 * @param payload the record's value as it stands in the log; of what does not fit only the beginning
 */
@SuppressWarnings("ArrayRecordComponent") // Kafka's own form; nobody compares these records.
public record DeadLetter(
        long failedAt,
        String reason,
        String detail,
        String topic,
        int partition,
        long offset,
        byte @Nullable [] key,
        byte @Nullable [] payload) {

    /** Not an event, or one that breaks a rule. */
    public static final String MALFORMED = "malformed";

    /** An event whose day is closed. */
    public static final String LATE = "late";

    /** Where the operators put them. */
    public static final OutputTag<DeadLetter> TAG = new OutputTag<>("dead-letters") {
        private static final long serialVersionUID = 1L;
    };
}
