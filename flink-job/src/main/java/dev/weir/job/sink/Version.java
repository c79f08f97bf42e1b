package dev.weir.job.sink;

import java.io.Serializable;

/**
 * Versions of rows: the job's epoch in the high 16 bits, the count itself in the low 48.
 *
 * <p>Counts only grow, so the row with the highest version is the latest, whatever a restart wrote again in between; and
 * all rows of a rebuild, whose epoch is higher, stand above those of the run before.
 */
record Version(int epoch) implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int COUNT_BITS = 48;

    long of(long count) {
        return (long) epoch << COUNT_BITS | count;
    }
}
