// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.StringArray;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The functions of {@code chdb.h} that the server calls. Lengths are {@code size_t}; a 64-bit machine is assumed.
 *
 * <p>The caller must free every result and every insert stream, also after an error.
 */
interface LibChdb extends Library {
    static LibChdb load(Path library) {
        // When the engine starts, it reads its default time zone from the environment of the process.
        Native.load("c", LibC.class).setenv("TZ", "UTC", 1);
        LibChdb chdb = Native.load(
                library.toAbsolutePath().toString(), LibChdb.class, Map.of(Library.OPTION_STRING_ENCODING, "UTF-8"));
        // The JVM uses SIGSEGV and other signals itself.
        chdb.chdb_set_signal_handlers_enabled(0);
        return chdb;
    }

    void chdb_set_signal_handlers_enabled(int enabled);

    @Nullable
    Pointer chdb_connect(int count, StringArray arguments);

    void chdb_close_conn(Pointer connection);

    Pointer chdb_query_with_params_n(
            Pointer connection,
            Pointer query,
            long queryLength,
            Pointer format,
            long formatLength,
            @Nullable StringArray names,
            @Nullable Pointer nameLengths,
            @Nullable StringArray values,
            @Nullable Pointer valueLengths,
            long count);

    Pointer chdb_stream_insert_with_params_n(
            Pointer connection,
            Pointer query,
            long queryLength,
            Pointer format,
            long formatLength,
            @Nullable StringArray names,
            @Nullable Pointer nameLengths,
            @Nullable StringArray values,
            @Nullable Pointer valueLengths,
            long count);

    int chdb_stream_append(Pointer stream, Pointer data, long length);

    Pointer chdb_stream_done(Pointer stream);

    void chdb_stream_cancel_insert(Pointer stream);

    @Nullable
    String chdb_stream_insert_error(Pointer stream);

    void chdb_destroy_insert_stream(Pointer stream);

    void chdb_destroy_query_result(Pointer result);

    @Nullable
    Pointer chdb_result_buffer(Pointer result);

    long chdb_result_length(Pointer result);

    @Nullable
    String chdb_result_error(Pointer result);

    double chdb_result_elapsed(Pointer result);

    long chdb_result_rows_read(Pointer result);

    long chdb_result_bytes_read(Pointer result);

    long chdb_result_storage_rows_read(Pointer result);

    long chdb_result_storage_bytes_read(Pointer result);

    long chdb_result_rows_written(Pointer result);

    long chdb_result_bytes_written(Pointer result);

    /** The only function of the C library that is needed before the engine is loaded. */
    interface LibC extends Library {
        int setenv(String name, String value, int overwrite);
    }
}
