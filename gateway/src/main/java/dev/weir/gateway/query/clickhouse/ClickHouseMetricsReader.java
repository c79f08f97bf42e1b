package dev.weir.gateway.query.clickhouse;

import dev.weir.gateway.clickhouse.ClickHousePool;
import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.query.MetricsAnswer;
import dev.weir.gateway.query.MetricsQuery;
import dev.weir.gateway.query.MetricsReader;
import dev.weir.gateway.query.MetricsUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the numbers from ClickHouse.
 *
 * <p>Most statements ask the tables behind the views for their final rows, as the views do: to put a view's query in its place costs the
 * engine a millisecond of the few that an answer takes.
 */
public final class ClickHouseMetricsReader implements MetricsReader {
    /**
     * One thread: most answers take few milliseconds, and to share the work of many at a time costs more than it gains. Rows with the same
     * sorting key always share a partition, so each partition is made final by itself.
     */
    private static final String SETTINGS = """

            SETTINGS max_threads = 1, do_not_merge_across_partitions_select_final = 1""";

    private final ClickHousePool pool;
    private final SharedFreshness freshness = new SharedFreshness(System::nanoTime);

    /** @param pool is closed with this */
    public ClickHouseMetricsReader(ClickHousePool pool) {
        this.pool = pool;
    }

    @Override
    public MetricsAnswer read(MetricsQuery query) throws MetricsUnavailableException {
        try {
            return pool.call(connection -> {
                // Before the rows: what it promises must be in them.
                ViewFreshness fresh = freshness.read(() -> SelectFreshness.of(connection));
                Select select = select(query, fresh);
                return MetricsAnswer.of(
                        select.columns(), rows(connection, select), query.limit(), fresh.ofLeast(select.sources()));
            });
        } catch (ClickHouseUnavailableException unavailable) {
            throw new MetricsUnavailableException(unavailable.problem(), unavailable.retryAfter(), unavailable);
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    private static Select select(MetricsQuery query, ViewFreshness fresh) {
        if (query instanceof MetricsQuery.Views views) {
            return SelectViews.of(views, fresh);
        }
        if (query instanceof MetricsQuery.ActiveUsers activeUsers) {
            return SelectActiveUsers.of(activeUsers);
        }
        if (query instanceof MetricsQuery.RollingViews rollingViews) {
            return SelectRollingViews.of(rollingViews);
        }
        return SelectEvents.of((MetricsQuery.Events) query);
    }

    private static List<List<Object>> rows(Connection connection, Select select) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(select.sql() + SETTINGS)) {
            select.bind(statement);
            List<List<Object>> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(select.row(result));
                }
            }
            return rows;
        }
    }
}
