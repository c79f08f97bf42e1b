// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.lookup;

import dev.weir.event.EventCodec;
import dev.weir.gateway.operators.EventIdentity;
import dev.weir.gateway.operators.lookup.StoredCopies.DeadLettered;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Reads the copies of an event that became dead letters. */
final class SelectDeadLettered {
    /**
     * Filters by the event_id, which the encoded event contains as plain text. A payload may contain these bytes by
     * chance, so each one is decoded afterwards. No encoded event is longer than 65536 bytes.
     */
    private static final String SQL = """
            SELECT partition, offset, reason, detail, base64Encode(payload) AS payload_base64
            FROM weir.dead_letters
            WHERE topic = ? AND key = ? AND length(payload) <= 65536 AND position(payload, ?) > 0
            ORDER BY partition, offset DESC
            LIMIT 1000""";

    private SelectDeadLettered() {}

    static List<DeadLettered> of(Connection connection, EventIdentity event, String topic) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setString(1, topic);
            statement.setString(2, event.userId());
            statement.setString(3, event.eventId());
            try (ResultSet rows = statement.executeQuery()) {
                EventCodec codec = new EventCodec();
                List<DeadLettered> letters = new ArrayList<>();
                while (rows.next()) {
                    if (event.isIn(Base64.getDecoder().decode(rows.getString(5)), codec)) {
                        letters.add(new DeadLettered(
                                topic,
                                new Place(rows.getInt(1), rows.getLong(2)),
                                rows.getString(3),
                                rows.getString(4)));
                    }
                }
                return letters;
            }
        }
    }
}
