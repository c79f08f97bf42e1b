// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.progress;

import dev.weir.gateway.clickhouse.ClickHousePool;
import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads from the job's tables how far it has counted.
 *
 * <p>The job's last milestone for a partition is usually slightly ahead of the tables, and a newer one replaces it
 * while they catch up. So milestones are remembered here until the tables have reached them. Not thread-safe.
 */
public final class ClickHousePositions implements PositionReader {
    /** The views of {@code GET /metrics}, and the raw events. A view that has no freshness is still empty. */
    private static final List<String> VIEWS = List.of(
            "video_views_daily",
            "video_views_30d",
            "active_users_daily",
            "events_per_minute",
            "metric_values",
            "metric_members",
            "events");

    private static final String SQL = String.format(Locale.ROOT, """
            SELECT partition, next_offset, toUnixTimestamp64Milli(visible_from) AS visible_from_millis, (
                SELECT if(count() = %d, toUnixTimestamp64Milli(min(as_of)), -1)
                FROM weir.freshness
                WHERE table_name IN ('%s')
            ) AS as_of_millis
            FROM weir.progress""", VIEWS.size(), String.join("', '", VIEWS));

    private final ClickHousePool pool;
    private final Milestones milestones = new Milestones();
    private volatile long asOfMillis = -1;

    public ClickHousePositions(ClickHousePool pool) {
        this.pool = pool;
    }

    @Override
    public LogPositions read() throws ClickHouseUnavailableException {
        for (Row row : pool.call(ClickHousePositions::rows)) {
            milestones.note(row.milestone());
            milestones.reach(row.asOf());
            asOfMillis = row.asOf();
        }
        return milestones.passed();
    }

    /** At the last {@link #read}, all tables had the events that were accepted before this time; null if unknown. */
    public @Nullable Instant asOf() {
        return asOfMillis < 0 ? null : Instant.ofEpochMilli(asOfMillis);
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
