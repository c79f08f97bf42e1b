package dev.weir.job.sink;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import org.apache.flink.connector.jdbc.JdbcConnectionOptions;
import org.apache.flink.connector.jdbc.datasource.connections.SimpleJdbcConnectionProvider;

/** Inserts a few rows at a time over a connection of its own; each call is one insert, which a reader sees whole. */
final class Inserter<T> implements AutoCloseable {
    private final Table<T> table;
    private final SimpleJdbcConnectionProvider connections;

    Inserter(Table<T> table, JdbcConnectionOptions connection) {
        this.table = table;
        this.connections = new SimpleJdbcConnectionProvider(connection);
    }

    void insert(Collection<T> rows) throws IOException {
        try {
            try {
                tryInsert(rows);
            } catch (SQLException broken) {
                // The server may have been restarted since the last time: a new connection tells.
                connections.reestablishConnection();
                tryInsert(rows);
            }
        } catch (SQLException | ClassNotFoundException failed) {
            throw new IOException("ClickHouse did not take rows of " + table.name(), failed);
        }
    }

    private void tryInsert(Collection<T> rows) throws SQLException, ClassNotFoundException {
        try (PreparedStatement statement =
                connections.getOrEstablishConnection().prepareStatement(table.insert())) {
            for (T row : rows) {
                table.bind().accept(statement, row);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    @Override
    public void close() {
        connections.closeConnection();
    }
}
