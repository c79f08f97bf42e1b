package dev.weir.job.sink;

import dev.weir.job.decode.Progress;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.jdbc.JdbcConnectionOptions;
import org.apache.flink.connector.jdbc.datasource.connections.SimpleJdbcConnectionProvider;

/**
 * Writes from which freshness of the tables on each partition is visible, and up to where.
 *
 * <p>A run of the job may meet watermarks that an earlier run, which had read less, has passed already. So it speaks only of
 * freshness that no earlier run has written.
 */
final class ProgressSink implements Sink<Progress> {
    private static final long serialVersionUID = 1L;
    private static final String FRESHEST = "SELECT toUnixTimestamp64Milli(max(as_of)) FROM weir.freshness";

    private final JdbcConnectionOptions connection;
    private final Duration flushInterval;

    ProgressSink(JdbcConnectionOptions connection, Duration flushInterval) {
        this.connection = connection;
        this.flushInterval = flushInterval;
    }

    @Override
    public SinkWriter<Progress> createWriter(WriterInitContext context) throws IOException {
        return new ProgressWriter(
                new Inserter<>(Tables.progress(freshest() + 1), connection),
                flushInterval,
                context.getProcessingTimeService());
    }

    /** What any table has reached up to now, milliseconds since the Unix epoch. */
    private long freshest() throws IOException {
        SimpleJdbcConnectionProvider connections = new SimpleJdbcConnectionProvider(connection);
        try (Statement statement = connections.getOrEstablishConnection().createStatement();
                ResultSet row = statement.executeQuery(FRESHEST)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException | ClassNotFoundException failed) {
            throw new IOException("ClickHouse did not say how fresh the tables are", failed);
        } finally {
            connections.closeConnection();
        }
    }
}
