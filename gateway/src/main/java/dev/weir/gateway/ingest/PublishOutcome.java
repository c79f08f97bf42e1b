package dev.weir.gateway.ingest;

/** What became of a batch. Whatever is not durable may be so in part, and is to be sent again. */
public enum PublishOutcome {
    /** Every event is written and acknowledged. */
    DURABLE,
    /** Too much waits to be written. */
    QUEUE_FULL,
    /** The log does not take it. */
    UNAVAILABLE
}
