// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.live;

import dev.weir.gateway.clickhouse.ClickHousePool;
import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.progress.ClickHousePositions;
import dev.weir.gateway.progress.LogPositions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads the progress of the job from its tables. Not thread-safe. */
public final class ClickHouseJobProgress implements JobProgressReader {
    /** A checkpoint takes longer than that to change. */
    private static final long CHECKPOINT_NANOS = Duration.ofSeconds(3).toNanos();

    private final ClickHousePool pool;
    private final ClickHousePositions positions;
    private JobProgress.@Nullable Checkpoint checkpoint;
    private long checkpointNanos = System.nanoTime() - CHECKPOINT_NANOS;

    public ClickHouseJobProgress(ClickHousePool pool) {
        this.pool = pool;
        this.positions = new ClickHousePositions(pool);
    }

    @Override
    public JobProgress read() throws ClickHouseUnavailableException {
        LogPositions counted = positions.read();
        long now = System.nanoTime();
        if (now - checkpointNanos >= CHECKPOINT_NANOS) {
            checkpoint = SelectCheckpoint.from(pool).orElse(null);
            checkpointNanos = now;
        }
        return new JobProgress(counted, positions.asOf(), checkpoint);
    }
}
