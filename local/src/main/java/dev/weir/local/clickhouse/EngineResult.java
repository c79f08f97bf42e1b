// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import com.sun.jna.Pointer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The output of a finished statement. It stays in the engine's memory until it is closed. */
final class EngineResult implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 16;

    private final LibChdb chdb;
    private final Pointer result;

    private EngineResult(LibChdb chdb, Pointer result) {
        this.chdb = chdb;
        this.result = result;
    }

    /** Takes ownership of the result. If the result is an error, frees it and throws the error. */
    static EngineResult of(LibChdb chdb, Pointer result) throws EngineException {
        @Nullable String error = chdb.chdb_result_error(result);
        if (error == null) {
            return new EngineResult(chdb, result);
        }
        chdb.chdb_destroy_query_result(result);
        throw EngineException.from(error);
    }

    long lengthBytes() {
        return chdb.chdb_result_length(result);
    }

    void writeTo(OutputStream out) throws IOException {
        long length = lengthBytes();
        @Nullable Pointer buffer = chdb.chdb_result_buffer(result);
        if (length == 0 || buffer == null) {
            return;
        }
        byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, length)];
        for (long offset = 0; offset < length; offset += chunk.length) {
            int size = (int) Math.min(chunk.length, length - offset);
            buffer.read(offset, chunk, 0, size);
            out.write(chunk, 0, size);
        }
    }

    /** The complete output. Only for small results. */
    String text() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        writeTo(all);
        return all.toString(StandardCharsets.UTF_8);
    }

    /** The value of {@code X-ClickHouse-Summary}. Its numbers are strings, as in ClickHouse. */
    String summary() {
        return String.format(
                Locale.ROOT,
                "{\"read_rows\":\"%d\",\"read_bytes\":\"%d\",\"written_rows\":\"%d\",\"written_bytes\":\"%d\",\"total_rows_to_read\":\"0\",\"result_rows\":\"%d\",\"result_bytes\":\"%d\",\"elapsed_ns\":\"%d\"}",
                chdb.chdb_result_storage_rows_read(result),
                chdb.chdb_result_storage_bytes_read(result),
                chdb.chdb_result_rows_written(result),
                chdb.chdb_result_bytes_written(result),
                chdb.chdb_result_rows_read(result),
                chdb.chdb_result_bytes_read(result),
                (long) (chdb.chdb_result_elapsed(result) * 1e9));
    }

    @Override
    public void close() {
        chdb.chdb_destroy_query_result(result);
    }
}
