package dev.weir.job.sink;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.connector.jdbc.JdbcConnectionOptions;
import org.apache.flink.connector.jdbc.datasource.connections.SimpleJdbcConnectionProvider;
import org.jspecify.annotations.Nullable;

/**
 * Inserts a table's freshness, of which the last one stands.
 *
 * <p>Not the connector's writer, which takes the serializer of the rows for whatever it writes.
 */
final class FreshnessWriter implements SinkWriter<Freshness> {
    private final Table<Freshness> table = Tables.freshness();
    private final SimpleJdbcConnectionProvider connections;

    private @Nullable Freshness pending;

    FreshnessWriter(JdbcConnectionOptions connection) {
        this.connections = new SimpleJdbcConnectionProvider(connection);
    }

    @Override
    public void write(Freshness freshness, Context context) {
        pending = freshness;
    }

    @Override
    public void flush(boolean endOfInput) throws IOException {
        if (pending == null) {
            return;
        }
        try {
            try {
                insert(pending);
            } catch (SQLException broken) {
                // The server may have been restarted since the last time: a new connection tells.
                connections.reestablishConnection();
                insert(pending);
            }
        } catch (SQLException | ClassNotFoundException failed) {
            throw new IOException("ClickHouse did not take the freshness of " + pending.tableName(), failed);
        }
        pending = null;
    }

    @Override
    public void close() throws Exception {
        connections.close();
    }

    private void insert(Freshness freshness) throws SQLException, ClassNotFoundException {
        try (PreparedStatement statement =
                connections.getOrEstablishConnection().prepareStatement(table.insert())) {
            table.bind().accept(statement, freshness);
            statement.executeUpdate();
        }
    }
}
