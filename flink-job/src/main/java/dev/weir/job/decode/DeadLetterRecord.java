// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.decode;

import java.util.Arrays;
import java.util.Locale;
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
public record DeadLetterRecord(
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
    public static final OutputTag<DeadLetterRecord> TAG = new OutputTag<>("dead-letters") {
        private static final long serialVersionUID = 1L;
    };

    private static final int MAX_PAYLOAD_BYTES = 768 * 1024;
    private static final int MAX_KEY_BYTES = 64 * 1024;
    private static final int MAX_DETAIL_LENGTH = 4096;

    /**
     * Truncates the record so that it fits into a topic with Kafka's defaults: 1 MiB including headers.
     *
     * <p>A record of the log may be larger, because its topic may allow more and because its batch was compressed. If
     * the dead-letter topic rejected a record, the task would fail forever.
     */
    DeadLetterRecord truncated() {
        return new DeadLetterRecord(
                failedAt,
                reason,
                truncated(detail) + note("key", key, MAX_KEY_BYTES) + note("payload", payload, MAX_PAYLOAD_BYTES),
                topic,
                partition,
                offset,
                truncated(key, MAX_KEY_BYTES),
                truncated(payload, MAX_PAYLOAD_BYTES));
    }

    private static String note(String what, byte @Nullable [] bytes, int limit) {
        return bytes == null || bytes.length <= limit
                ? ""
                : String.format(
                        Locale.ROOT,
                        " [The %s was cut: it has %d bytes, of which the first %d are kept.]",
                        what,
                        bytes.length,
                        limit);
    }

    private static byte @Nullable [] truncated(byte @Nullable [] bytes, int limit) {
        return bytes == null || bytes.length <= limit ? bytes : Arrays.copyOf(bytes, limit);
    }

    private static String truncated(String text) {
        return text.length() <= MAX_DETAIL_LENGTH ? text : text.substring(0, MAX_DETAIL_LENGTH) + "…";
    }
}
