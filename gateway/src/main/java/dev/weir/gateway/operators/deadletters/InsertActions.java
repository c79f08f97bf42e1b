// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Map;

/** Stores actions on dead letters. */
final class InsertActions {
    private static final String SQL = """
            INSERT INTO weir.dead_letter_actions_store (at, action, outcome, detail, topic, partition, offset) \
            VALUES (?, ?, ?, ?, ?, ?, ?)""";

    private InsertActions() {}

    /** Returns the number of rows written. */
    static int of(Connection connection, Map<DeadLetterId, Action> actions) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            for (Map.Entry<DeadLetterId, Action> entry : actions.entrySet()) {
                DeadLetterId id = entry.getKey();
                Action action = entry.getValue();
                statement.setObject(1, action.at().atZone(ZoneOffset.UTC));
                statement.setString(2, action.kind().wireName());
                statement.setString(3, action.outcome().wireName());
                statement.setString(4, action.detail());
                statement.setString(5, id.topic());
                statement.setInt(6, id.partition());
                statement.setLong(7, id.offset());
                statement.addBatch();
            }
            return statement.executeBatch().length;
        }
    }
}
