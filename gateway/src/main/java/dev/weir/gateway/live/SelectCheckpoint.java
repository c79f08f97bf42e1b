// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.live;

import dev.weir.gateway.clickhouse.ClickHousePool;
import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;

/** Selects the job's last complete checkpoint. */
final class SelectCheckpoint {
    private static final String SQL =
            "SELECT checkpoint, toUnixTimestamp64Milli(noted_at) AS noted_at_millis FROM weir.ledger LIMIT 1";

    private SelectCheckpoint() {}

    static Optional<JobProgress.Checkpoint> from(ClickHousePool pool) throws ClickHouseUnavailableException {
        return pool.call(SelectCheckpoint::from);
    }

    private static Optional<JobProgress.Checkpoint> from(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SQL)) {
            return row.next()
                    ? Optional.of(new JobProgress.Checkpoint(row.getLong(1), Instant.ofEpochMilli(row.getLong(2))))
                    : Optional.empty();
        }
    }
}
