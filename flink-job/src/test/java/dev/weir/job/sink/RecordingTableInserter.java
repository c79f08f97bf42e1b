// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** A fake table of short texts that records its inserts. The test can hold inserts back. */
final class RecordingTableInserter implements TableInserter.Factory {
    private static final long serialVersionUID = 1L;

    // Flink may serialize the writer, so the copy and the test find the database by name.
    private static final Map<String, Database> DATABASES = new ConcurrentHashMap<>();

    private final String name = UUID.randomUUID().toString();

    /** A table of texts. With keys, a row replaces an earlier row with the same first letter. */
    static Table<String> table(boolean hasKeys) {
        return new Table<>(
                "texts", "INSERT INTO texts (text)", RowBinary::string, hasKeys ? row -> row.substring(0, 1) : null);
    }

    private static final class Database {
        final List<List<String>> inserts = new CopyOnWriteArrayList<>();
        final Semaphore gate = new Semaphore(Integer.MAX_VALUE / 2);
        volatile boolean isBroken;
    }

    private Database database() {
        return DATABASES.computeIfAbsent(name, any -> new Database());
    }

    /** The rows of each insert, in order. */
    List<List<String>> inserts() {
        return database().inserts;
    }

    /** From now on, inserts block until released. */
    void hold() {
        database().gate.drainPermits();
    }

    /** Releases one insert. */
    void releaseOne() {
        database().gate.release();
    }

    void breakDown() {
        database().isBroken = true;
    }

    @Override
    public TableInserter create(Table<?> table) {
        Database database = database();
        return rows -> {
            database.gate.acquire();
            if (database.isBroken) {
                throw new IOException("the database is away");
            }
            database.inserts.add(decode(rows));
        };
    }

    private static List<String> decode(RowBinary rows) throws IOException {
        List<String> decoded = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(rows.asStream())) {
            while (in.available() > 0) {
                decoded.add(new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8));
            }
        }
        return decoded;
    }
}
