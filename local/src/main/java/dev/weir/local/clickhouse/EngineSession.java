// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.StringArray;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One connection to the engine. It serves one request at a time. */
final class EngineSession implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 17;
    private static final Pattern SETTING_NAME = Pattern.compile("\\w+");

    private final LibChdb chdb;
    private final Pointer connection;

    EngineSession(LibChdb chdb, Pointer connection) {
        this.chdb = chdb;
        this.connection = connection;
    }

    void use(@Nullable String database) throws EngineException {
        if (database != null && !database.equals("default")) {
            command("USE " + quoted(database));
        }
    }

    void set(Map<String, String> settings) throws EngineException {
        for (String name : settings.keySet()) {
            if (!SETTING_NAME.matcher(name).matches()) {
                throw new EngineException(115, "UNKNOWN_SETTING", "Unknown setting '" + name + "'.");
            }
        }
        if (!settings.isEmpty()) {
            command(settings.entrySet().stream()
                    .map(setting -> setting.getKey() + "=" + literal(setting.getValue()))
                    .collect(Collectors.joining(", ", "SET ", "")));
        }
    }

    /** Runs a statement to its end. An insert may contain its data after the statement. */
    EngineResult run(NativeBytes statement, String format, Map<String, String> parameters) throws EngineException {
        try (NativeBytes formatName = NativeBytes.of(format)) {
            Pointer result = chdb.chdb_query_with_params_n(
                    handle(),
                    statement.pointer(),
                    statement.length(),
                    formatName.pointer(),
                    formatName.length(),
                    names(parameters),
                    null,
                    values(parameters),
                    null,
                    parameters.size());
            return EngineResult.of(chdb, result);
        }
    }

    /**
     * Streams data into an insert.
     *
     * @param insert without its {@code FORMAT} clause
     * @throws IOException if the data ends early; rows that were not written by then are dropped
     */
    EngineResult insert(byte[] insert, String dataFormat, Map<String, String> parameters, InputStream data)
            throws EngineException, IOException {
        Pointer stream;
        try (NativeBytes statement = NativeBytes.of(insert);
                NativeBytes format = NativeBytes.of(dataFormat)) {
            stream = chdb.chdb_stream_insert_with_params_n(
                    handle(),
                    statement.pointer(),
                    statement.length(),
                    format.pointer(),
                    format.length(),
                    names(parameters),
                    null,
                    values(parameters),
                    null,
                    parameters.size());
        }
        try {
            refuseFailed(stream);
            append(stream, data);
            return EngineResult.of(chdb, chdb.chdb_stream_done(stream));
        } catch (IOException brokenOff) {
            chdb.chdb_stream_cancel_insert(stream);
            throw brokenOff;
        } finally {
            chdb.chdb_destroy_insert_stream(stream);
        }
    }

    @Override
    public void close() {
        chdb.chdb_close_conn(connection);
    }

    private void append(Pointer stream, InputStream data) throws EngineException, IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        try (Memory copy = new Memory(CHUNK_BYTES)) {
            for (int size = data.readNBytes(chunk, 0, chunk.length);
                    size > 0;
                    size = data.readNBytes(chunk, 0, chunk.length)) {
                copy.write(0, chunk, 0, size);
                if (chdb.chdb_stream_append(stream, copy, size) != 0) {
                    throw EngineException.from(chdb.chdb_stream_insert_error(stream));
                }
            }
        }
    }

    private void refuseFailed(Pointer stream) throws EngineException {
        @Nullable String error = chdb.chdb_stream_insert_error(stream);
        if (error != null) {
            throw EngineException.from(error);
        }
    }

    /** The state that {@link #restore} needs to undo a request's settings and database in a kept session. */
    record Before(String database, Map<String, String> settings) {}

    Before before(Collection<String> settingNames) throws EngineException, IOException {
        String database = query("SELECT currentDatabase() FORMAT TSVRaw").strip();
        Map<String, String> settings = new LinkedHashMap<>();
        for (String name : settingNames) {
            if (SETTING_NAME.matcher(name).matches()) {
                String value = query("SELECT if(changed, concat('=', value), '') FROM system.settings WHERE name = '"
                        + name + "' FORMAT TSVRaw");
                settings.put(name, value.isEmpty() ? "" : value.substring(0, value.length() - 1));
            }
        }
        return new Before(database, settings);
    }

    /** Undoes a request's settings, and its database if the request named one. */
    void restore(Before before, boolean alsoDatabase) throws EngineException {
        if (alsoDatabase) {
            command("USE " + quoted(before.database()));
        }
        for (Map.Entry<String, String> setting : before.settings().entrySet()) {
            command("SET " + setting.getKey() + " = "
                    + (setting.getValue().isEmpty()
                            ? "DEFAULT"
                            : literal(setting.getValue().substring(1))));
        }
    }

    /** Creates a temporary table in this session and inserts the data. */
    void addTable(String name, String structure, String format, InputStream data) throws EngineException, IOException {
        command("CREATE TEMPORARY TABLE " + quoted(name) + " (" + structure + ")");
        insert(("INSERT INTO " + quoted(name)).getBytes(StandardCharsets.UTF_8), format, Map.of(), data)
                .close();
    }

    void dropTable(String name) throws EngineException {
        command("DROP TEMPORARY TABLE IF EXISTS " + quoted(name));
    }

    String query(String statement) throws EngineException, IOException {
        try (NativeBytes text = NativeBytes.of(statement);
                EngineResult result = run(text, "TSV", Map.of())) {
            return result.text();
        }
    }

    private static String quoted(String name) {
        return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`";
    }

    static String literal(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    void command(String statement) throws EngineException {
        try (NativeBytes text = NativeBytes.of(statement)) {
            run(text, "Null", Map.of()).close();
        }
    }

    /** The API returns a pointer to the handle, but takes the handle itself. */
    private Pointer handle() {
        return connection.getPointer(0);
    }

    private static @Nullable StringArray names(Map<String, String> parameters) {
        return parameters.isEmpty()
                ? null
                : new StringArray(parameters.keySet().toArray(String[]::new), StandardCharsets.UTF_8.name());
    }

    private static @Nullable StringArray values(Map<String, String> parameters) {
        return parameters.isEmpty()
                ? null
                : new StringArray(parameters.values().toArray(String[]::new), StandardCharsets.UTF_8.name());
    }
}
