// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.decode;

import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * A record of the log that is not counted, with the reason.
 *
 * @param failedAt by the wall clock, in milliseconds since the Unix epoch; a replay sets a new time
 * @param reason {@link #MALFORMED} or {@link #LATE}
 * @param detail an explanation for the operator; also says how much was cut off
 * @param topic with {@code partition} and {@code offset}, identifies the record
 * @param payload the value of the record; if it is too large, only its beginning
 */
@SuppressWarnings("ArrayRecordComponent") // As in Kafka's API; these records are never compared.
public record DeadLetter(
        long failedAt,
        String reason,
        String detail,
        String topic,
        int partition,
        long offset,
        byte @Nullable [] key,
        byte @Nullable [] payload) {

    /** The record is not an event, or the event breaks a rule. */
    public static final String MALFORMED = "malformed";

    /** The day of the event is closed. */
    public static final String LATE = "late";

    /** The side output of dead letters. */
    public static final OutputTag<DeadLetter> TAG = new OutputTag<>("dead-letters") {
        private static final long serialVersionUID = 1L;
    };
}
