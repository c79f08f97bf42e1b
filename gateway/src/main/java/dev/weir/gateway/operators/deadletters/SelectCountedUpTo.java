// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** Reads how far the table of counted events is complete; the epoch before its first event. */
final class SelectCountedUpTo {
    private static final String SQL = """
            SELECT toUnixTimestamp64Milli(max(as_of)) AS as_of_millis
            FROM weir.freshness
            WHERE table_name = 'events'""";

    private SelectCountedUpTo() {}

    static Instant of(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SQL);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return Instant.ofEpochMilli(row.getLong(1));
        }
    }
}
