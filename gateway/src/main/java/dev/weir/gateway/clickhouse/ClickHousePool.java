// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.clickhouse;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import dev.weir.configuration.ClickHouseEndpoint;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A pool of connections to ClickHouse.
 *
 * <p>Every wait is bounded: by the wait for a connection, by the server's limit on a query, and by the socket timeout.
 * The heartbeat detects an unresponsive server sooner. The pool then refuses new calls at once, and after a while aborts
 * running queries. A circuit breaker also refuses calls at once when queries fail.
 */
public final class ClickHousePool {
    private static final Duration LONGEST_WAIT_FOR_CONNECTION = Duration.ofSeconds(2);

    /** The least that HikariCP allows. */
    private static final Duration SHORTEST_WAIT_FOR_CONNECTION = Duration.ofMillis(250);

    private static final int PROBE_TIMEOUT_MILLIS = 2_000;

    /** Work that needs a connection. */
    @FunctionalInterface
    public interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    private final HikariDataSource pool;
    private final Heartbeat heartbeat;
    private final Circuit circuit;
    private final Duration timeout;
    private final int socketTimeoutMillis;
    private final boolean isCluster;
    private final Set<Connection> lent = ConcurrentHashMap.newKeySet();

    /**
     * @param heartbeat the heartbeat of the same ClickHouse
     * @param circuit the circuit breaker of the same ClickHouse
     */
    ClickHousePool(
            String name,
            ClickHouseEndpoint endpoint,
            int size,
            Duration timeout,
            Heartbeat heartbeat,
            Circuit circuit) {
        Duration socketTimeout = timeout.plusMillis(500);
        socketTimeoutMillis = (int) socketTimeout.toMillis();
        Properties properties = endpoint.properties(socketTimeout);
        // The driver takes only whole seconds.
        properties.setProperty(
                "clickhouse_setting_max_execution_time", Long.toString((timeout.toMillis() + 999) / 1000));
        properties.setProperty(
                "connection_timeout", Long.toString(waitForConnection(timeout).toMillis()));
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(endpoint.jdbcUrl());
        config.setDataSourceProperties(properties);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(waitForConnection(timeout).toMillis());
        config.setValidationTimeout(SHORTEST_WAIT_FOR_CONNECTION.toMillis());
        config.setInitializationFailTimeout(-1);
        config.setAutoCommit(true);
        pool = new HikariDataSource(config);
        this.heartbeat = heartbeat;
        this.circuit = circuit;
        this.timeout = timeout;
        this.isCluster = endpoint.isCluster();
        heartbeat.whenLost(this::endLent);
    }

    /** Whether the tables are spread over the nodes of a cluster. */
    public boolean isCluster() {
        return isCluster;
    }

    /** Registers metrics of the connections, tagged with the pool's name. */
    ClickHousePool measuredBy(MeterRegistry registry) {
        pool.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(registry));
        return this;
    }

    /** Borrows a connection for some work. */
    public <T> T call(Work<T> work) throws ClickHouseUnavailableException {
        if (heartbeat.isSilent()) {
            throw ClickHouseUnavailableException.silent();
        }
        return circuit.call(
                pool.getPoolName(),
                timeout,
                () -> borrow(PROBE_TIMEOUT_MILLIS, ClickHousePool::probe),
                () -> borrow(socketTimeoutMillis, work));
    }

    private <T> T borrow(int socketTimeoutMillis, Work<T> work) throws SQLException {
        try (Connection connection = connection()) {
            // HikariCP's validation of a connection resets the socket timeout from the properties.
            connection.setNetworkTimeout(Runnable::run, socketTimeoutMillis);
            lent.add(connection);
            try {
                return work.with(connection);
            } finally {
                lent.remove(connection);
            }
        }
    }

    private Connection connection() throws SQLException {
        try {
            return pool.getConnection();
        } catch (SQLTransientConnectionException none) {
            throw lent.size() >= pool.getMaximumPoolSize() ? new NoFreeConnectionException(none) : none;
        }
    }

    private static boolean probe(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute("SELECT 1");
        }
    }

    void close() {
        if (heartbeat.isSilent()) {
            // Closing waits for connections that are being opened, so a daemon thread does it.
            Thread closing = new Thread(pool::close, "close-" + pool.getPoolName());
            closing.setDaemon(true);
            closing.start();
        } else {
            pool.close();
        }
    }

    /** Closes the borrowed connections, so that threads that wait for a response fail now. */
    private void endLent() {
        lent.forEach(pool::evictConnection);
    }

    private static Duration waitForConnection(Duration timeout) {
        Duration wait = timeout.compareTo(LONGEST_WAIT_FOR_CONNECTION) < 0 ? timeout : LONGEST_WAIT_FOR_CONNECTION;
        return wait.compareTo(SHORTEST_WAIT_FOR_CONNECTION) < 0 ? SHORTEST_WAIT_FOR_CONNECTION : wait;
    }
}
