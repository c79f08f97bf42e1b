// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query.clickhouse;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Selects the freshness of every view. */
final class SelectFreshness {
    private static final String SQL =
            "SELECT table_name, toUnixTimestamp64Milli(as_of) AS as_of_millis FROM weir.freshness";

    private SelectFreshness() {}

    static ViewFreshness of(Connection connection) throws SQLException {
        Map<String, Instant> asOf = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(SQL);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                asOf.put(rows.getString(1), Instant.ofEpochMilli(rows.getLong(2)));
            }
        }
        return new ViewFreshness(asOf);
    }
}
