// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import java.io.Serializable;
import java.time.Duration;

/**
 * How often rows are inserted into a table. ClickHouse prefers few, large inserts. With many rows, or if the job is
 * behind, the writer waits longer to gather more rows, and later rows of a key replace earlier ones.
 *
 * @param quiet the interval between inserts with few rows
 * @param busy the interval with many rows
 * @param behind the interval with many rows if the job is behind
 * @param manyRows the number of gathered rows from which on they count as many
 * @param old the age of the watermark from which on the job counts as behind
 * @param maxRows the maximum number of rows per insert
 * @param maxBytes the size of encoded rows in memory at which an insert starts
 */
record Pace(Duration quiet, Duration busy, Duration behind, int manyRows, Duration old, int maxRows, int maxBytes)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Whether the rows must be inserted before more are added. */
    boolean isFull(int rows, int bytes) {
        return rows >= maxRows || bytes >= maxBytes;
    }

    /** Whether to insert now. Checked every quiet interval. */
    boolean isDue(int rows, long millisSinceInsert, long ageMillis) {
        Duration wait = ageMillis < old.toMillis() ? busy : behind;
        return rows < manyRows || millisSinceInsert >= wait.toMillis();
    }
}
