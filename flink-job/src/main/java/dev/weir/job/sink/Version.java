// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import java.io.Serializable;

/**
 * Computes the versions of rows: the job's epoch in the high 16 bits, the count in the low 48.
 *
 * <p>Counts only grow, so the row with the highest version is the latest, even if a restart has written older counts
 * again. A rebuild has a higher epoch, so all of its rows supersede those of earlier runs.
 */
record Version(int epoch) implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int COUNT_BITS = 48;

    long of(long count) {
        return (long) epoch << COUNT_BITS | count;
    }
}
