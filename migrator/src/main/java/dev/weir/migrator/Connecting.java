// SPDX-License-Identifier: Apache-2.0
package dev.weir.migrator;

import com.clickhouse.client.api.ClickHouseException;
import com.clickhouse.client.api.ServerException;
import dev.weir.configuration.ClickHouseEndpoint;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Opens a connection to a server that may still be starting. */
final class Connecting {
    private static final Duration PAUSE = Duration.ofMillis(250);

    private Connecting() {}

    /** @throws MigrationException if the server rejects the connection, or cannot be reached in time */
    static Connection within(Duration patience, ClickHouseEndpoint endpoint, Duration socketTimeout) {
        long begin = System.nanoTime();
        while (true) {
            try {
                return open(endpoint, socketTimeout);
            } catch (SQLException | ClickHouseException failed) {
                if (isAnswer(failed)) {
                    throw new MigrationException("ClickHouse refused " + endpoint + ": " + failed.getMessage(), failed);
                }
                if (System.nanoTime() - begin >= patience.toNanos()) {
                    throw new MigrationException(
                            "Cannot reach ClickHouse at " + endpoint.url() + " within " + patience.toSeconds() + " s: "
                                    + failed.getMessage(),
                            failed);
                }
                pause();
            }
        }
    }

    private static Connection open(ClickHouseEndpoint endpoint, Duration socketTimeout) throws SQLException {
        Connection connection = DriverManager.getConnection(endpoint.jdbcUrl(), endpoint.properties(socketTimeout));
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
            return connection;
        } catch (SQLException failed) {
            connection.close();
            throw failed;
        }
    }

    /** True if ClickHouse itself rejected the connection. A retry does not help then. */
    private static boolean isAnswer(Exception failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof ServerException) {
                return true;
            }
        }
        return false;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new MigrationException("Interrupted while waiting for ClickHouse.", interrupted);
        }
    }
}
