// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import dev.weir.configuration.ClickHouseEndpoint;
import dev.weir.job.decode.ReadProgress;
import java.io.IOException;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Writes, for each partition, up to which offset events are visible, and from which freshness of the tables on.
 *
 * <p>After a restart, the job may see watermarks that an earlier run had already passed with fewer records read. So
 * this run refers only to a freshness that no earlier run has written.
 */
final class ReadProgressSink implements Sink<ReadProgress> {
    private static final long serialVersionUID = 1L;

    /** The highest freshness of any table so far, in milliseconds since the Unix epoch. */
    private static final String FRESHEST = "SELECT toUnixTimestamp64Milli(max(as_of)) FROM weir.freshness";

    private final ClickHouseEndpoint endpoint;

    ReadProgressSink(ClickHouseEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public SinkWriter<ReadProgress> createWriter(WriterInitContext context) throws IOException {
        long freshest = SelectNumber.of(endpoint, FRESHEST);
        Table<ReadProgress> table = Tables.progress(freshest + 1);
        return new ReadProgressWriter(
                table, HttpTableInserter.factory(endpoint).create(table), context.getProcessingTimeService());
    }
}
