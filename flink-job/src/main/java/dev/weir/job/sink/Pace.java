package dev.weir.job.sink;

import java.io.Serializable;
import java.time.Duration;

/**
 * How often a table is written to. Inserts are best few and large: where rows are many, or the job is behind, it waits for more
 * of them, and later rows for a key stand for earlier ones.
 *
 * @param quiet from one insert to the next where rows are few
 * @param busy where they are many
 * @param behind where the rows are old anyway
 * @param manyRows so many that came within the quiet interval
 * @param old how long ago the events of the rows were received
 * @param maxRows so many are inserted at once
 * @param maxBytes so much of encoded rows is held in memory
 */
record Pace(Duration quiet, Duration busy, Duration behind, int manyRows, Duration old, int maxRows, int maxBytes)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Whether no more rows should be waited for. */
    boolean isFull(int rows, int bytes) {
        return rows >= maxRows || bytes >= maxBytes;
    }

    /** Whether what has come should be inserted now, once the quiet interval is over. */
    boolean isDue(int rows, long millisSinceInsert, long ageMillis) {
        Duration wait = ageMillis < old.toMillis() ? busy : behind;
        return rows < manyRows || millisSinceInsert >= wait.toMillis();
    }
}
