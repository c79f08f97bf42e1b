// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of a table that wait for the next insert. */
final class RowBuffer<T> {
    private final Table.RowEncoder<T> encode;
    private final Table.@Nullable RowKey<T> key;
    private final Map<Object, T> latestByKey = new LinkedHashMap<>();

    private RowBinary encoded = new RowBinary();
    private RowBinary spare = new RowBinary();
    private int encodedRows;

    RowBuffer(Table<T> table) {
        this.encode = table.encode();
        this.key = table.key();
    }

    void add(T row) {
        if (key == null) {
            encode.accept(encoded, row);
            encodedRows++;
        } else {
            latestByKey.put(key.apply(row), row);
        }
    }

    int rows() {
        return encodedRows + latestByKey.size();
    }

    /** The size of the encoded rows. Rows with keys are not counted, because they are small. */
    int bytes() {
        return encoded.length();
    }

    /** Returns the rows added so far, and starts with none. The result stays valid until the next call. */
    RowBinary take() {
        for (T row : latestByKey.values()) {
            encode.accept(encoded, row);
        }
        latestByKey.clear();
        encodedRows = 0;
        RowBinary taken = encoded;
        encoded = spare;
        encoded.clear();
        spare = taken;
        return taken;
    }
}
