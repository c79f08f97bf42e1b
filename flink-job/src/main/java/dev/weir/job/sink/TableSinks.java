package dev.weir.job.sink;

/** Ends of the graph for all that goes into tables. */
@FunctionalInterface
public interface TableSinks {
    /** Adds them to the graph. */
    void write(TableRows rows);
}
