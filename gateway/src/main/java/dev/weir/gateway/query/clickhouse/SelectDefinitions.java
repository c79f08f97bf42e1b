// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query.clickhouse;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Selects from when each definition is measured, by its id. */
final class SelectDefinitions {
    private static final String SQL = """
            SELECT toInt64(definition) AS id, toUnixTimestamp64Milli(since) AS since_millis
            FROM weir.metric_definitions""";

    private SelectDefinitions() {}

    static Map<Long, Instant> of(Connection connection) throws SQLException {
        Map<Long, Instant> since = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(SQL);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                since.put(rows.getLong(1), Instant.ofEpochMilli(rows.getLong(2)));
            }
        }
        return Map.copyOf(since);
    }
}
