// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import java.io.Serializable;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A table of ClickHouse, as seen by its writers.
 *
 * @param name the name of the view over the table, under which its freshness is reported
 * @param insert the INSERT statement without the FORMAT clause
 * @param encode writes the values of a row in the column order of the statement
 * @param key the key of a row; of several rows with equal keys in one insert, only the last is written. Null if keys
 *     never repeat within an insert
 */
record Table<T>(
        String name,
        String insert,
        RowEncoder<T> encode,
        @Nullable RowKey<T> key) implements Serializable {
    private static final long serialVersionUID = 1L;

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
}
