package dev.weir.job.source;

import org.jspecify.annotations.Nullable;

/**
 * A record of the log, as it stands there.
 *
 * @param receivedAt the record's timestamp: when the gateway received the event, milliseconds since the Unix epoch
 * @param traceParent the span that sent it (W3C Trace Context, well-formed), where its request was sampled for a trace
 */
@SuppressWarnings("ArrayRecordComponent") // Kafka's own form; nobody compares these records.
public record LogRecord(
        int partition,
        long offset,
        long receivedAt,
        byte @Nullable [] key,
        byte @Nullable [] value,
        @Nullable String traceParent) {

    /** A record of a request that is not traced. */
    public LogRecord(int partition, long offset, long receivedAt, byte @Nullable [] key, byte @Nullable [] value) {
        this(partition, offset, receivedAt, key, value, null);
    }
}
