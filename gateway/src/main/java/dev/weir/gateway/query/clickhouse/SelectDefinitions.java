// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query.clickhouse;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Selects how each definition is measured. */
final class SelectDefinitions {
    private static final String SQL = """
            SELECT
                toInt64(definition) AS id, metric, shape, toUnixTimestamp64Milli(since) AS since_millis, whole,
                toUnixTimestamp64Milli(declared_at) AS declared_millis,
                toUnixTimestamp64Milli(replaced_as_of) AS replaced_millis
            FROM weir.metric_definitions""";

    private SelectDefinitions() {}

    static DefinitionVersions of(Connection connection) throws SQLException {
        List<DefinitionVersions.Version> all = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(SQL);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                all.add(new DefinitionVersions.Version(
                        rows.getLong(1),
                        rows.getString(2),
                        rows.getString(3),
                        Instant.ofEpochMilli(rows.getLong(4)),
                        rows.getBoolean(5),
                        Instant.ofEpochMilli(rows.getLong(6)),
                        Instant.ofEpochMilli(rows.getLong(7))));
            }
        }
        return new DefinitionVersions(all);
    }
}
