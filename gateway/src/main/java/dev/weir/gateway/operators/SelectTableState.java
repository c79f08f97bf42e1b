// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/** Selects which schema the tables have, and how fresh each is. */
final class SelectTableState {
    private static final String IS_MIGRATED =
            "SELECT count() FROM system.tables WHERE database = 'weir' AND name = 'schema_migrations'";

    private static final String VERSION = "SELECT max(version) FROM weir.schema_migrations";

    private static final String FRESHNESS =
            "SELECT table_name, toUnixTimestamp64Milli(as_of) AS as_of_millis FROM weir.freshness";

    /**
     * @param schemaVersion the last migration that was applied; 0 if none was
     * @param asOfMillis by table; every event accepted before this time is counted in it
     */
    record TableState(int schemaVersion, Map<String, Long> asOfMillis) {}

    private SelectTableState() {}

    static TableState from(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int version = number(statement, IS_MIGRATED) == 0 ? 0 : number(statement, VERSION);
            return new TableState(version, version == 0 ? Map.of() : freshness(statement));
        }
    }

    private static int number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }

    private static Map<String, Long> freshness(Statement statement) throws SQLException {
        Map<String, Long> asOf = new TreeMap<>();
        try (ResultSet rows = statement.executeQuery(FRESHNESS)) {
            while (rows.next()) {
                asOf.put(rows.getString(1), rows.getLong(2));
            }
        }
        return asOf;
    }
}
