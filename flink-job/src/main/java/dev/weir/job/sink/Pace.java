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
 */
record Pace(Duration quiet, Duration busy, int manyRows, int maxRows) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Whether what has come should be inserted now, once the quiet interval is over. */
    boolean isDue(int rows, long millisSinceInsert) {
        return rows < manyRows || millisSinceInsert >= busy.toMillis();
    }
}
