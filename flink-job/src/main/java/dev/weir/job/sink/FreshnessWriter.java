package dev.weir.job.sink;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.connector.jdbc.JdbcConnectionOptions;
import org.jspecify.annotations.Nullable;

/**
 * Inserts a table's freshness, of which the last one stands.
 *
 * <p>Not the connector's writer, which takes the serializer of the rows for whatever it writes.
 */
final class FreshnessWriter implements SinkWriter<Freshness> {
    private final Inserter<Freshness> inserter;

    private @Nullable Freshness pending;

    FreshnessWriter(JdbcConnectionOptions connection) {
        this.inserter = new Inserter<>(Tables.freshness(), connection);
    }

    @Override
    public void write(Freshness freshness, Context context) {
        pending = freshness;
    }

    @Override
    public void flush(boolean endOfInput) throws IOException {
        if (pending != null) {
            inserter.insert(List.of(pending));
            pending = null;
        }
    }

    @Override
    public void close() {
        inserter.close();
    }
}
