// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import java.io.Serializable;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A table of ClickHouse, as seen by its writers.
 *
 * @param name the name of the view over the table, under which its freshness is reported
 * @param insert the INSERT statement without the FORMAT clause
 * @param encode writes the values of a row in the column order of the statement
 * @param key the key of a row; of several rows with equal keys in one insert, only the last is written. Null if keys
 *     never repeat within an insert
 * @param size the bytes of a row with a key while it is buffered; 0 if rows are so small that their number is limit
 *     enough
 */
record Table<T>(
        String name,
        String insert,
        RowEncoder<T> encode,
        @Nullable RowKey<T> key,
        RowSize<T> size) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** A table whose rows with keys are small. */
    Table(String name, String insert, RowEncoder<T> encode, @Nullable RowKey<T> key) {
        this(name, insert, encode, key, row -> 0);
    }

    /** Encodes all of the rows for one insert. */
    RowBinary encoded(Iterable<T> rows) {
        RowBinary encoded = new RowBinary();
        rows.forEach(row -> encode.accept(encoded, row));
        return encoded;
    }

    /** A function that is serialized with the job graph. */
    interface RowEncoder<T> extends BiConsumer<RowBinary, T>, Serializable {}

    /** A function that is serialized with the job graph. */
    interface RowKey<T> extends Function<T, Object>, Serializable {}

    /** A function that is serialized with the job graph. */
    interface RowSize<T> extends ToIntFunction<T>, Serializable {}
}
