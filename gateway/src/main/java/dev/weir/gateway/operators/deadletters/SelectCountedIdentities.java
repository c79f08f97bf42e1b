// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import dev.weir.gateway.operators.EventIdentity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads which identities are counted, for events of any time and type. */
final class SelectCountedIdentities {
    /** The first condition makes ClickHouse use the index on event_id. */
    private static final String SQL = """
            SELECT user_id, event_id, toUnixTimestamp64Milli(min(received_at)) AS first_received_at_millis
            FROM weir.events_store
            WHERE event_id IN (%s) AND (user_id, event_id) IN (%s)
            GROUP BY user_id, event_id""";

    private SelectCountedIdentities() {}

    static Map<EventIdentity, Instant> of(Connection connection, Collection<EventIdentity> asked) throws SQLException {
        List<EventIdentity> identities = List.copyOf(asked);
        String sql = String.format(Locale.ROOT, SQL, marks("?", identities.size()), marks("(?, ?)", identities.size()));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int next = 1;
            for (EventIdentity identity : identities) {
                statement.setString(next++, identity.eventId());
            }
            for (EventIdentity identity : identities) {
                statement.setString(next++, identity.userId());
                statement.setString(next++, identity.eventId());
            }
            try (ResultSet rows = statement.executeQuery()) {
                Map<EventIdentity, Instant> counted = new HashMap<>();
                while (rows.next()) {
                    counted.put(
                            new EventIdentity(rows.getString(1), rows.getString(2)),
                            Instant.ofEpochMilli(rows.getLong(3)));
                }
                return counted;
            }
        }
    }

    private static String marks(String mark, int times) {
        return String.join(", ", Collections.nCopies(times, mark));
    }
}
