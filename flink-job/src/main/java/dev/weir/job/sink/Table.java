package dev.weir.job.sink;

import java.io.Serializable;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.apache.flink.connector.jdbc.JdbcStatementBuilder;

/**
 * A table of ClickHouse as its sink sees it.
 *
 * @param name the name under which the table's freshness is noted, which is that of the view over it
 * @param insert the statement, one {@code ?} a column
 * @param bind puts a row into the statement
 * @param key what a row describes: of two rows with equal keys the later one stands alone
 * @param weight about how many bytes of memory a row takes
 */
record Table<T>(String name, String insert, JdbcStatementBuilder<T> bind, Key<T> key, Weight<T> weight)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Of a row with some numbers and a name. */
    private static final int SMALL_ROW = 200;

    /** One whose rows are small. */
    Table(String name, String insert, JdbcStatementBuilder<T> bind, Key<T> key) {
        this(name, insert, bind, key, row -> SMALL_ROW);
    }

    /** A function that travels with the job graph. */
    interface Key<T> extends Function<T, Object>, Serializable {}

    /** Likewise. */
    interface Weight<T> extends ToIntFunction<T>, Serializable {}
}
