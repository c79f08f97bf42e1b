package dev.weir.job.source;

import org.jspecify.annotations.Nullable;

/**
 * A record of the log, as it stands there.
 *
 * @param receivedAt the record's timestamp: when the gateway received the event, milliseconds since the Unix epoch
 */
@SuppressWarnings("ArrayRecordComponent") // Kafka's own form; nobody compares these records.
public record LogRecord(int partition, long offset, long receivedAt, byte @Nullable [] key, byte @Nullable [] value) {}
