// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import java.io.Serializable;
import java.time.Duration;

/**
 * Decides when rows are inserted into a table. ClickHouse prefers few, large inserts. With many rows, or if the job is
 * behind, the writer waits longer. More rows then share an insert, and later rows of a key replace earlier ones.
 *
 * @param fewRowsInterval the interval between inserts with few rows
 * @param manyRowsInterval the interval with many rows
 * @param catchUpInterval the interval with many rows if the job is behind
 * @param manyRows the number of buffered rows from which on the longer intervals apply
 * @param catchUpLag the age of the watermark from which on the job counts as behind
 * @param maxRows the maximum number of rows per insert
 * @param maxBytes the size of encoded rows in memory at which an insert starts
 */
record InsertPolicy(
        Duration fewRowsInterval,
        Duration manyRowsInterval,
        Duration catchUpInterval,
        int manyRows,
        Duration catchUpLag,
        int maxRows,
        int maxBytes)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Whether the rows must be inserted before more are added. */
    boolean isFull(int rows, int bytes) {
        return rows >= maxRows || bytes >= maxBytes;
    }

    /** Whether to insert now. Called every {@link #fewRowsInterval}. */
    boolean isDue(int rows, long millisSinceInsert, long ageMillis) {
        Duration wait = ageMillis < catchUpLag.toMillis() ? manyRowsInterval : catchUpInterval;
        return rows < manyRows || millisSinceInsert >= wait.toMillis();
    }
}
