package dev.weir.job.sink;

import java.io.IOException;
import java.io.Serializable;

/** Takes rows into one table. Used by one thread at a time. */
interface Inserts {
    /** Returns once a reader sees all of the rows. */
    void insert(RowBinary rows) throws IOException, InterruptedException;

    /** Opens the way to a table where the writer runs. */
    interface Opening extends Serializable {
        Inserts of(Table<?> table);
    }
}
