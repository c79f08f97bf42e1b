// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.source;

import org.jspecify.annotations.Nullable;

/**
 * A record of the log, not decoded yet.
 *
 * @param receivedAt the record's timestamp: when the gateway received the event, in milliseconds since the Unix epoch
 * @param traceParent the span that sent it (W3C Trace Context, well-formed); null if its request was not sampled
 */
@SuppressWarnings("ArrayRecordComponent") // As in Kafka's API; these records are never compared.
public record LogRecord(
        int partition,
        long offset,
        long receivedAt,
        byte @Nullable [] key,
        byte @Nullable [] value,
        @Nullable String traceParent) {

    /** A record whose request was not sampled for a trace. */
    public LogRecord(int partition, long offset, long receivedAt, byte @Nullable [] key, byte @Nullable [] value) {
        this(partition, offset, receivedAt, key, value, null);
    }
}
