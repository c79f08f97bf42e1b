package dev.weir.job.sink;

import java.io.Serializable;
import java.util.function.Function;
import org.apache.flink.connector.jdbc.JdbcStatementBuilder;

/**
 * A table of ClickHouse as its sink sees it.
 *
 * @param name the name under which the table's freshness is noted, which is that of the view over it
 * @param insert the statement, one {@code ?} a column
 * @param bind puts a row into the statement
 * @param key what a row describes: of two rows with equal keys the later one stands alone
 */
record Table<T>(String name, String insert, JdbcStatementBuilder<T> bind, Key<T> key) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** A function that travels with the job graph. */
    interface Key<T> extends Function<T, Object>, Serializable {}
}
