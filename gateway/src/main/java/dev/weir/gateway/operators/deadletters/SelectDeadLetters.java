// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Reads the first dead letters of a selection, without their actions. */
final class SelectDeadLetters {
    /** Base64, because the driver decodes a String as text. */
    private static final String SQL = """
            SELECT topic, partition, offset, toUnixTimestamp64Milli(failed_at) AS failed_at_millis, reason, detail,
                base64Encode(key) AS key_base64, base64Encode(substring(payload, 1, ?)) AS payload_base64,
                length(payload) AS payload_bytes
            FROM weir.dead_letters
            WHERE %s
            ORDER BY topic, partition, offset
            LIMIT ?""";

    private SelectDeadLetters() {}

    static List<DeadLetter> of(Connection connection, Selection selection, int limit, int payloadLimitBytes)
            throws SQLException {
        SelectConditions conditions = SelectConditions.of(selection);
        try (PreparedStatement statement =
                connection.prepareStatement(String.format(Locale.ROOT, SQL, conditions.sql()))) {
            statement.setInt(1, payloadLimitBytes);
            SelectConditions.bind(statement, 2, conditions.parameters());
            statement.setInt(2 + conditions.parameters().size(), limit);
            try (ResultSet rows = statement.executeQuery()) {
                List<DeadLetter> letters = new ArrayList<>();
                while (rows.next()) {
                    letters.add(new DeadLetter(
                            idIn(rows),
                            Instant.ofEpochMilli(rows.getLong(4)),
                            rows.getString(5),
                            rows.getString(6),
                            Base64.getDecoder().decode(rows.getString(7)),
                            Base64.getDecoder().decode(rows.getString(8)),
                            rows.getLong(9),
                            List.of()));
                }
                return letters;
            }
        }
    }

    /** The id in a row that begins with topic, partition and offset. */
    static DeadLetterId idIn(ResultSet row) throws SQLException {
        return new DeadLetterId(row.getString(1), row.getInt(2), row.getLong(3));
    }
}
