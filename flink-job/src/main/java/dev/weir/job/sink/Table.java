package dev.weir.job.sink;

import java.io.Serializable;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A table of ClickHouse as its writers see it.
 *
 * @param name the name under which the table's freshness is noted, which is that of the view over it
 * @param insert the statement, without its format
 * @param encode writes the values of a row in the order of the statement's columns
 * @param key what a row describes: of two rows with equal keys the later one stands alone; null where no insert has two such rows
 */
record Table<T>(
        String name,
        String insert,
        Encode<T> encode,
        @Nullable Key<T> key) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** All of the rows, for one insert. */
    RowBinary encoded(Iterable<T> rows) {
        RowBinary encoded = new RowBinary();
        rows.forEach(row -> encode.accept(encoded, row));
        return encoded;
    }

    /** A function that travels with the job graph. */
    interface Encode<T> extends BiConsumer<RowBinary, T>, Serializable {}

    /** Likewise. */
    interface Key<T> extends Function<T, Object>, Serializable {}
}
