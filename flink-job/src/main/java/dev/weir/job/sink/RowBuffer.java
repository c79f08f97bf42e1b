// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of a table that wait for the next insert. */
final class RowBuffer<T> {
    private final Table.RowEncoder<T> encode;
    private final Table.@Nullable RowKey<T> key;
    private final Table.RowSize<T> size;
    private final Map<Object, T> latestByKey = new LinkedHashMap<>();

    private RowBinary encoded = new RowBinary();
    private RowBinary spare = new RowBinary();
    private int encodedRows;
    private int keyedBytes;

    RowBuffer(Table<T> table) {
        this.encode = table.encode();
        this.key = table.key();
        this.size = table.size();
    }

    void add(T row) {
        if (key == null) {
            encode.accept(encoded, row);
            encodedRows++;
        } else {
            T replaced = latestByKey.put(key.apply(row), row);
            keyedBytes += size.applyAsInt(row) - (replaced == null ? 0 : size.applyAsInt(replaced));
        }
    }

    int rows() {
        return encodedRows + latestByKey.size();
    }

    /** The size of the encoded rows, and of rows with keys if these may be large. */
    int bytes() {
        return encoded.length() + keyedBytes;
    }

    /** Returns the rows added so far, and starts with none. The result stays valid until the next call. */
    RowBinary take() {
        for (T row : latestByKey.values()) {
            encode.accept(encoded, row);
        }
        latestByKey.clear();
        keyedBytes = 0;
        encodedRows = 0;
        RowBinary taken = encoded;
        encoded = spare;
        encoded.clear();
        spare = taken;
        return taken;
    }
}
