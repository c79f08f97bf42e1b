package dev.weir.job.sink;

import java.io.IOException;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.jdbc.JdbcConnectionOptions;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows through Flink's JDBC sink, and with them how fresh the table is.
 *
 * <p>Run it with one subtask: the freshness of a table is that of its slowest writer.
 */
final class TableSink<T> implements Sink<T> {
    private static final long serialVersionUID = 1L;

    private static final int MAX_RETRIES = 3;

    private final Table<T> table;
    private final Pace pace;
    private final JdbcSink<T> rows;
    private final JdbcConnectionOptions connection;
    private final @Nullable InsertTracing<T> tracing;

    /** @param tracing null for a table whose rows belong to no request */
    TableSink(Table<T> table, JdbcConnectionOptions connection, Pace pace, @Nullable InsertTracing<T> tracing) {
        this.tracing = tracing;
        this.table = table;
        this.pace = pace;
        this.connection = connection;
        this.rows = JdbcSink.<T>builder()
                .withQueryStatement(table.insert(), table.bind())
                // Batches are ended by the TableWriter alone.
                .withExecutionOptions(JdbcExecutionOptions.builder()
                        .withBatchSize(Integer.MAX_VALUE)
                        .withBatchIntervalMs(0)
                        .withMaxRetries(MAX_RETRIES)
                        .build())
                .buildAtLeastOnce(connection);
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
        SinkWriter<T> writer = rows.createWriter(context);
        return new TableWriter<>(
                table,
                tracing == null ? writer : tracing.of(writer),
                new FreshnessWriter(connection),
                pace,
                context.getProcessingTimeService());
    }
}
