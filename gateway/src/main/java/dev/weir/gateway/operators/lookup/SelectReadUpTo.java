// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.lookup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads how far the job's last completed checkpoint has read a partition. */
final class SelectReadUpTo {
    private static final String SQL = """
            SELECT amount
            FROM weir.ledger
            WHERE account = 'offset' AND key = ?""";

    private SelectReadUpTo() {}

    /** Returns the first offset that it has not read, or 0 before the first checkpoint. */
    static long of(Connection connection, int partition) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setInt(1, partition);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }
}
