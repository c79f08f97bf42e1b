package dev.weir.gateway.query.clickhouse;

import com.clickhouse.client.api.ClickHouseException;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.clickhouse.ClickHouseEndpoint;
import dev.weir.gateway.query.MetricsAnswer;
import dev.weir.gateway.query.MetricsQuery;
import dev.weir.gateway.query.MetricsReader;
import dev.weir.gateway.query.MetricsUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * Reads the numbers from ClickHouse over a pool of connections.
 *
 * <p>Every wait is bounded: for a connection, by the server's own limit on a query, and by the socket's should the server
 * fall silent. ClickHouse need not be there when this is built.
 */
public final class ClickHouseMetricsReader implements MetricsReader {
    private static final Duration LONGEST_WAIT_FOR_CONNECTION = Duration.ofSeconds(2);

    /** The pool's own least. */
    private static final Duration SHORTEST_WAIT_FOR_CONNECTION = Duration.ofMillis(250);

    private final HikariDataSource pool;
    private final int socketTimeoutMillis;

    /**
     * @param poolSize queries at a time
     * @param timeout how long a query may take
     */
    public ClickHouseMetricsReader(ClickHouseEndpoint endpoint, int poolSize, Duration timeout) {
        Duration socketTimeout = timeout.plusMillis(500);
        socketTimeoutMillis = (int) socketTimeout.toMillis();
        Properties properties = endpoint.properties(socketTimeout);
        // The driver takes whole seconds only.
        properties.setProperty(
                "clickhouse_setting_max_execution_time", Long.toString((timeout.toMillis() + 999) / 1000));
        properties.setProperty(
                "connection_timeout", Long.toString(waitForConnection(timeout).toMillis()));
        HikariConfig config = new HikariConfig();
        config.setPoolName("clickhouse");
        config.setJdbcUrl(endpoint.jdbcUrl());
        config.setDataSourceProperties(properties);
        config.setMaximumPoolSize(poolSize);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(waitForConnection(timeout).toMillis());
        config.setValidationTimeout(SHORTEST_WAIT_FOR_CONNECTION.toMillis());
        config.setInitializationFailTimeout(-1);
        config.setAutoCommit(true);
        pool = new HikariDataSource(config);
    }

    @Override
    public MetricsAnswer read(MetricsQuery query) throws MetricsUnavailableException {
        Select select = select(query);
        try (Connection connection = pool.getConnection()) {
            // The pool's check of a connection leaves it without the time-out that its properties gave it.
            connection.setNetworkTimeout(Runnable::run, socketTimeoutMillis);
            // Before the rows: what it promises must be in them.
            Instant asOf = SelectFreshness.of(connection, select.sources());
            return MetricsAnswer.of(select.columns(), rows(connection, select), query.limit(), asOf);
        } catch (SQLException | ClickHouseException failed) {
            // The driver lets exceptions of its client through, which are unchecked.
            throw new MetricsUnavailableException("ClickHouse gave no answer.", failed);
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

    private static Duration waitForConnection(Duration timeout) {
        Duration wait = timeout.compareTo(LONGEST_WAIT_FOR_CONNECTION) < 0 ? timeout : LONGEST_WAIT_FOR_CONNECTION;
        return wait.compareTo(SHORTEST_WAIT_FOR_CONNECTION) < 0 ? SHORTEST_WAIT_FOR_CONNECTION : wait;
    }
}
