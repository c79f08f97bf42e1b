// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.live;

import dev.weir.gateway.progress.LogPositions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the job is.
 *
 * @param counted every table has the records before these positions
 * @param asOf every table has the events that were accepted before this time; null before the first progress
 * @param checkpoint the last complete one; null before the first
 */
public record JobProgress(
        LogPositions counted,
        @Nullable Instant asOf,
        @Nullable Checkpoint checkpoint) {
    /** @param completedAt when it was taken */
    public record Checkpoint(long number, Instant completedAt) {}
}
