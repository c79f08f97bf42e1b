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
 * <p>What the job last said of a partition is mostly a moment ahead of the tables, and is replaced while they catch up; so
 * it is remembered here until they have. Used by one thread at a time.
 */
public final class ClickHousePositions implements CountedPositions {
    /** The views of {@code GET /metrics}, and the raw events. A view without freshness has nothing yet. */
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

    /** @param pool is closed with this */
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
