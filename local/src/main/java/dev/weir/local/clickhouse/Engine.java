// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import com.sun.jna.Pointer;
import com.sun.jna.StringArray;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ClickHouse engine of this process. Opens sessions, and limits how many statements run at once.
 *
 * <p>A connection to the engine costs less than half a millisecond, so every request gets its own. Its settings,
 * current database and temporary tables end with the request, and cannot leak into the next one.
 */
final class Engine implements AutoCloseable {
    private static final List<String> SETTINGS = List.of(
            // The engine holds the complete result in memory before it is sent.
            "--max_result_bytes=1073741824",
            "--result_overflow_mode=throw",
            "--max_memory_usage=4294967296",
            // By default, the library would accept any word as an expression.
            "--implicit_select=0");

    private static final List<String> SERVER_SETTINGS = List.of(
            "--background_pool_size=2",
            "--background_schedule_pool_size=2",
            "--mark_cache_size=134217728",
            "--max_server_memory_usage_to_ram_ratio=0.5");

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private final LibChdb chdb;
    private final List<String> arguments;
    private final Semaphore permits;
    private final Duration patience;
    private final int capacity;

    /** Keeps the engine running until {@link #close}, because the engine stops with its last connection. */
    private final Pointer anchor;

    /**
     * @param capacity how many statements may run at once
     * @param patience how long another statement waits for its turn
     */
    Engine(Path library, Path dataDirectory, int capacity, Duration patience) throws IOException {
        this.chdb = LibChdb.load(library);
        this.capacity = capacity;
        this.permits = new Semaphore(capacity, true);
        this.patience = patience;
        this.arguments = new ArrayList<>(List.of(
                "clickhouse",
                "--path=" + dataDirectory.toAbsolutePath(),
                "--config-file=" + EngineConfiguration.writeTo(dataDirectory)));
        arguments.addAll(SETTINGS);
        List<String> boot = new ArrayList<>(arguments);
        boot.addAll(SERVER_SETTINGS);
        @Nullable Pointer first = connect(boot);
        if (first == null) {
            throw new IllegalStateException("The ClickHouse engine does not start on " + dataDirectory
                    + ": another process uses it, or it cannot be written.");
        }
        this.anchor = first;
    }

    /** Opens a new session, with the state of a new connection. */
    EngineSession open() throws EngineException {
        @Nullable Pointer connection = connect(arguments);
        if (connection == null) {
            throw new EngineException(210, "NETWORK_ERROR", "The engine accepts no connection");
        }
        return new EngineSession(chdb, connection);
    }

    /** Waits for a turn to run a statement. Closing the turn ends it. */
    Turn turn() throws EngineException {
        acquire();
        return permits::release;
    }

    /** The permission to run one statement. */
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    /** Kills the statements with this {@code log_comment} from another session. Does not wait for a turn. */
    void kill(String logComment) {
        try (EngineSession session = open()) {
            session.command(
                    "KILL QUERY WHERE Settings['log_comment'] = " + EngineSession.literal(logComment) + " ASYNC");
        } catch (EngineException failed) {
            LOG.atInfo()
                    .addKeyValue("reason", failed.getMessage())
                    .log("A statement cannot be cancelled after its client disconnected");
        }
    }

    /** Waits a limited time for running statements, and closes the engine. */
    @Override
    public void close() {
        try {
            if (!permits.tryAcquire(capacity, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return; // A statement still runs: freeing its engine would crash the process.
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return;
        }
        chdb.chdb_close_conn(anchor);
    }

    private void acquire() throws EngineException {
        try {
            if (permits.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        throw new EngineException(
                202,
                "TOO_MANY_SIMULTANEOUS_QUERIES",
                "Too many simultaneous queries: " + capacity + " run and none ended in " + patience.toMillis() + " ms");
    }

    private @Nullable Pointer connect(List<String> withArguments) {
        return chdb.chdb_connect(withArguments.size(), new StringArray(withArguments.toArray(String[]::new), "UTF-8"));
    }
}
