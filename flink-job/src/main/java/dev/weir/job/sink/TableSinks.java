// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

/** Writes the results of the job into tables. */
@FunctionalInterface
public interface TableSinks {
    /** Adds the writing operators to the graph. */
    void write(TableRows rows);
}
