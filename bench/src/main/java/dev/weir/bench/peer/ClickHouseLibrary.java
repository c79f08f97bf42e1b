// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench.peer;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.StringArray;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ClickHouse engine in this process. Unlike the engine of {@code ./run}, it may read from Kafka. */
final class ClickHouseLibrary {
    /** The functions of {@code chdb.h} that are used. */
    private interface Chdb extends Library {
        void chdb_set_signal_handlers_enabled(int enabled);

        @Nullable
        Pointer chdb_connect(int count, StringArray arguments);

        Pointer chdb_query_n(Pointer connection, Pointer query, long queryLength, Pointer format, long formatLength);

        @Nullable
        Pointer chdb_result_buffer(Pointer result);

        long chdb_result_length(Pointer result);

        @Nullable
        String chdb_result_error(Pointer result);

        void chdb_destroy_query_result(Pointer result);
    }

    private interface LibC extends Library {
        int setenv(String name, String value, int overwrite);
    }

    private final Chdb chdb;
    private final Pointer connection;

    private ClickHouseLibrary(Chdb chdb, Pointer connection) {
        this.chdb = chdb;
        this.connection = connection;
    }

    static ClickHouseLibrary open(Path library, Path dataDirectory) throws IOException {
        Native.load("c", LibC.class).setenv("TZ", "UTC", 1);
        Chdb chdb = Native.load(
                library.toAbsolutePath().toString(), Chdb.class, Map.of(Library.OPTION_STRING_ENCODING, "UTF-8"));
        // The JVM needs SIGSEGV and other signals itself.
        chdb.chdb_set_signal_handlers_enabled(0);
        String[] arguments = {
            // The settings of ./run's engine.
            "clickhouse",
            "--path=" + Files.createDirectories(dataDirectory),
            "--background_pool_size=2",
            "--background_schedule_pool_size=2",
            "--mark_cache_size=134217728",
            "--max_server_memory_usage_to_ram_ratio=0.5"
        };
        @Nullable Pointer connection = chdb.chdb_connect(arguments.length, new StringArray(arguments, "UTF-8"));
        if (connection == null) {
            throw new IOException("The ClickHouse engine does not start on " + dataDirectory);
        }
        return new ClickHouseLibrary(chdb, connection);
    }

    /** Runs a statement, and returns its rows, tab-separated. */
    synchronized String run(String statement) {
        Pointer result = chdb.chdb_query_n(
                connection.getPointer(0), bytes(statement), length(statement), bytes("TSV"), length("TSV"));
        try {
            @Nullable String error = chdb.chdb_result_error(result);
            if (error != null) {
                throw new IllegalStateException(error);
            }
            @Nullable Pointer rows = chdb.chdb_result_buffer(result);
            return rows == null
                    ? ""
                    : new String(rows.getByteArray(0, (int) chdb.chdb_result_length(result)), StandardCharsets.UTF_8)
                            .strip();
        } finally {
            chdb.chdb_destroy_query_result(result);
        }
    }

    private static Memory bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Memory memory = new Memory(bytes.length + 1L);
        memory.write(0, bytes, 0, bytes.length);
        return memory;
    }

    private static long length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
