package dev.weir.job.sink;

import java.io.Serializable;
import java.time.Duration;

/**
 * How often a table is written to. Inserts are best few and large: where rows are many, it waits for more of them, and later
 * rows for a key stand for earlier ones.
 *
 * @param quiet from one insert to the next where rows are few
 * @param busy where they are many
 * @param manyRows so many that came within the quiet interval
 * @param maxRows so many are inserted at once
 * @param maxBytes so much of rows, which may be large, is held in memory
 */
record Pace(Duration quiet, Duration busy, int manyRows, int maxRows, long maxBytes) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Whether no more rows should be waited for. */
    boolean isFull(int rows, long bytes) {
        return rows >= maxRows || bytes >= maxBytes;
    }

    /** Whether what has come should be inserted now, once the quiet interval is over. */
    boolean isDue(int rows, long millisSinceInsert) {
        return rows < manyRows || millisSinceInsert >= busy.toMillis();
    }
}
