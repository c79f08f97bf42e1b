package dev.weir.job.sink;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import org.apache.flink.connector.jdbc.JdbcConnectionOptions;
import org.apache.flink.connector.jdbc.datasource.connections.SimpleJdbcConnectionProvider;

/** The table of the books. */
final class LedgerTable implements AutoCloseable {
    private static final String HIGHEST = """
            SELECT toInt64(bitAnd(max(version), 0xFFFFFFFFFFFF)) FROM weir.ledger_store WHERE epoch = ?""";

    private final JdbcConnectionOptions connection;
    private final Version version;
    private final Inserter<LedgerRow> inserter;

    LedgerTable(JdbcConnectionOptions connection, Version version) {
        this.connection = connection;
        this.version = version;
        this.inserter = new Inserter<>(Tables.ledger(version), connection);
    }

    /** The highest number of a page of this epoch; 0 where there is none. */
    long highest() throws IOException {
        SimpleJdbcConnectionProvider connections = new SimpleJdbcConnectionProvider(connection);
        try (PreparedStatement statement =
                connections.getOrEstablishConnection().prepareStatement(HIGHEST)) {
            statement.setInt(1, version.epoch());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException | ClassNotFoundException failed) {
            throw new IOException("ClickHouse did not say which page of the books is the last", failed);
        } finally {
            connections.closeConnection();
        }
    }

    void insert(Collection<LedgerRow> rows) throws IOException {
        inserter.insert(rows);
    }

    @Override
    public void close() {
        inserter.close();
    }
}
