package dev.weir.job.sink;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of a table that wait for the next insert. */
final class Gathered<T> {
    private final Table.Encode<T> encode;
    private final Table.@Nullable Key<T> key;
    private final Map<Object, T> latestByKey = new LinkedHashMap<>();

    private RowBinary encoded = new RowBinary();
    private RowBinary spare = new RowBinary();
    private int encodedRows;

    Gathered(Table<T> table) {
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

    /** Of rows without keys; others are small. */
    int bytes() {
        return encoded.length();
    }

    /** The rows so far, which stay what they are until this is called again. */
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
