// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import dev.weir.configuration.ClickHouseEndpoint;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Queries ClickHouse for a single number. */
final class SelectNumber {
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(30);

    private SelectNumber() {}

    static long of(ClickHouseEndpoint endpoint, String select) throws IOException {
        try (Connection connection = connect(endpoint)) {
            return of(connection, select);
        } catch (SQLException failed) {
            throw new IOException("ClickHouse at " + endpoint.url() + " failed to run: " + select, failed);
        }
    }

    static long of(Connection connection, String select) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(select)) {
            row.next();
            return row.getLong(1);
        }
    }

    static Connection connect(ClickHouseEndpoint endpoint) throws SQLException {
        return DriverManager.getConnection(endpoint.jdbcUrl(), endpoint.properties(SOCKET_TIMEOUT));
    }
}
