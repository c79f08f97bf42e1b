// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.progress.clickhouse;

import dev.weir.gateway.clickhouse.ClickHousePool;
import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.progress.CountedPositions;
import dev.weir.gateway.progress.LogPositions;
import dev.weir.gateway.progress.ProgressUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads from the job's tables how far it has counted.
 *
 * <p>The job's last milestone for a partition is usually slightly ahead of the tables, and a newer one replaces it
 * while they catch up. So milestones are remembered here until the tables have reached them. Not thread-safe.
 */
public final class ClickHousePositions implements CountedPositions {
    /** The views of {@code GET /metrics}, and the raw events. A view that has no freshness is still empty. */
    private static final String SQL = """
            SELECT partition, next_offset, toUnixTimestamp64Milli(visible_from) AS visible_from_millis, (
                SELECT if(count() = 5, toUnixTimestamp64Milli(min(as_of)), -1)
                FROM weir.freshness
                WHERE table_name IN (
                    'video_views_daily', 'video_views_30d', 'active_users_daily', 'events_per_minute', 'events')
            ) AS as_of_millis
            FROM weir.progress""";

    private final ClickHousePool pool;
    private final Milestones milestones = new Milestones();

    /** @param pool closed together with this object */
    public ClickHousePositions(ClickHousePool pool) {
        this.pool = pool;
    }

    @Override
    public LogPositions read() throws ProgressUnavailableException {
        try {
            for (Row row : pool.call(ClickHousePositions::rows)) {
                milestones.note(row.milestone());
                milestones.reach(row.asOf());
            }
            return milestones.passed();
        } catch (ClickHouseUnavailableException unavailable) {
            throw new ProgressUnavailableException(unavailable);
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    private record Row(Milestones.Milestone milestone, long asOf) {}

    private static List<Row> rows(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SQL);
                ResultSet row = statement.executeQuery()) {
            List<Row> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(new Row(
                        new Milestones.Milestone(row.getInt(1), row.getLong(2), row.getLong(3)), row.getLong(4)));
            }
            return rows;
        }
    }
}
