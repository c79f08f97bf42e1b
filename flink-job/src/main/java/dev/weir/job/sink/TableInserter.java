// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import java.io.IOException;
import java.io.Serializable;

/** Inserts rows into one table. Used by one thread at a time. */
interface TableInserter {
    /** Returns once all of the rows are visible to readers. */
    void insert(RowBinary rows) throws IOException, InterruptedException;

    /** Creates the inserter of a table on the task manager that runs its writer. */
    interface Factory extends Serializable {
        TableInserter create(Table<?> table);
    }
}
