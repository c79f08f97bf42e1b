// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import dev.weir.configuration.ClickHouseEndpoint;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * What earlier runs of the job have written into ClickHouse.
 *
 * @param highestEpoch the highest epoch of any row; 0 if there are no rows
 * @param completeUpTo the time up to which every table is complete, in milliseconds since the Unix epoch; 0 if some
 *     table was never written
 * @param firstOffsets by partition, the offset at which the counts of the requested epoch begin
 */
public record ExistingTables(int highestEpoch, long completeUpTo, Map<Integer, Long> firstOffsets) {
    /** The tables of counted events. Excludes {@code dead_letters}, because there may never be any. */
    private static final String COUNTING =
            "'video_views_daily', 'video_views_30d', 'active_users_daily', 'events_per_minute', 'events'";

    private static final String HIGHEST_EPOCH = """
            SELECT toInt64(greatest(
              (SELECT max(epoch) FROM weir.ledger_store),
              (SELECT max(bitShiftRight(greatest(dau, wau, mau), 48)) FROM weir.active_users_daily_store),
              (SELECT max(bitShiftRight(version, 48)) FROM weir.events_per_minute_store)))""";

    private static final String FRESH_AT =
            "SELECT if(count() = 5, toUnixTimestamp64Milli(min(as_of)), 0) FROM weir.freshness WHERE table_name IN ("
                    + COUNTING + ")";

    private static final String FIRST_OFFSETS =
            "SELECT key, amount FROM weir.ledger WHERE account = 'first_offset' AND epoch = ?";

    public static ExistingTables read(ClickHouseEndpoint endpoint, int epoch) throws IOException {
        try (Connection connection = SelectNumber.connect(endpoint)) {
            return new ExistingTables(
                    (int) SelectNumber.of(connection, HIGHEST_EPOCH),
                    SelectNumber.of(connection, FRESH_AT),
                    firstOffsets(connection, epoch));
        } catch (SQLException failed) {
            throw new IOException(
                    "ClickHouse at " + endpoint.url() + " could not be queried for the existing tables: "
                            + failed.getMessage(),
                    failed);
        }
    }

    private static Map<Integer, Long> firstOffsets(Connection connection, int epoch) throws SQLException {
        Map<Integer, Long> offsets = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(FIRST_OFFSETS)) {
            statement.setInt(1, epoch);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    offsets.put(rows.getInt(1), rows.getLong(2));
                }
            }
        }
        return offsets;
    }
}
