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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads the numbers from ClickHouse. */
public final class ClickHouseMetricsReader implements MetricsReader {
    private final ClickHousePool pool;

    /** @param pool is closed with this */
    public ClickHouseMetricsReader(ClickHousePool pool) {
        this.pool = pool;
    }

    @Override
    public MetricsAnswer read(MetricsQuery query) throws MetricsUnavailableException {
        Select select = select(query);
        try {
            return pool.call(connection -> {
                // Before the rows: what it promises must be in them.
                Instant asOf = SelectFreshness.of(connection, select.sources());
                return MetricsAnswer.of(select.columns(), rows(connection, select), query.limit(), asOf);
            });
        } catch (ClickHouseUnavailableException unavailable) {
            throw new MetricsUnavailableException(unavailable.problem(), unavailable.retryAfter(), unavailable);
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    private static Select select(MetricsQuery query) {
        if (query instanceof MetricsQuery.Views views) {
            return SelectViews.of(views);
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
        try (PreparedStatement statement = connection.prepareStatement(select.sql())) {
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
