// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import dev.weir.gateway.progress.LogPositions;
import org.jspecify.annotations.Nullable;

/**
 * The result of publishing a batch. A batch that is not durable may still be written in part. The client should send it
 * again.
 */
public sealed interface PublishOutcome {
    /**
     * Every event is written and acknowledged.
     *
     * @param positions after the batch's last event in each partition; null if the log did not report them
     */
    record Durable(@Nullable LogPositions positions) implements PublishOutcome {}

    /** Why a batch was not written. */
    enum Refused implements PublishOutcome {
        /** Too many events wait to be written. */
        QUEUE_FULL,
        /** The log does not accept events. */
        UNAVAILABLE
    }
}
