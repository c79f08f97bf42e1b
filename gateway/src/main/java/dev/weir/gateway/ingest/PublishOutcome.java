package dev.weir.gateway.ingest;

import dev.weir.gateway.progress.LogPositions;
import org.jspecify.annotations.Nullable;

/** What became of a batch. Whatever is not durable may be so in part, and is to be sent again. */
public sealed interface PublishOutcome {
    /**
     * Every event is written and acknowledged.
     *
     * @param positions behind the batch's last event in each partition; null where the log did not say
     */
    record Durable(@Nullable LogPositions positions) implements PublishOutcome {}

    /** Why a batch was not written. */
    enum Refused implements PublishOutcome {
        /** Too much waits to be written. */
        QUEUE_FULL,
        /** The log does not take it. */
        UNAVAILABLE
    }
}
