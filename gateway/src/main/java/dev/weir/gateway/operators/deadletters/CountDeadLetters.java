// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;

/** Counts the dead letters of a selection. */
final class CountDeadLetters {
    private static final String SQL = "SELECT count() FROM weir.dead_letters WHERE %s";

    private CountDeadLetters() {}

    static long of(Connection connection, Selection selection) throws SQLException {
        SelectConditions conditions = SelectConditions.of(selection);
        try (PreparedStatement statement =
                connection.prepareStatement(String.format(Locale.ROOT, SQL, conditions.sql()))) {
            SelectConditions.bind(statement, 1, conditions.parameters());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
