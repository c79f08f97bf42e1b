// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.lookup;

import dev.weir.gateway.operators.EventIdentity;
import dev.weir.gateway.operators.lookup.StoredCopies.Counted;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads the copies of an event that count. */
final class SelectCountedCopies {
    /** DISTINCT, because the table may contain the same row more than once. */
    private static final String SQL = """
            SELECT DISTINCT partition, offset, toUnixTimestamp64Milli(received_at) AS received_at_millis
            FROM weir.events_store
            WHERE event_id = ? AND user_id = ?
            ORDER BY received_at_millis
            LIMIT 1000""";

    private SelectCountedCopies() {}

    static List<Counted> of(Connection connection, EventIdentity event) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setString(1, event.eventId());
            statement.setString(2, event.userId());
            try (ResultSet rows = statement.executeQuery()) {
                List<Counted> counted = new ArrayList<>();
                while (rows.next()) {
                    counted.add(new Counted(
                            new Place(rows.getInt(1), rows.getLong(2)), Instant.ofEpochMilli(rows.getLong(3))));
                }
                return counted;
            }
        }
    }
}
