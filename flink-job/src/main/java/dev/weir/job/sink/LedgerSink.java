// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import dev.weir.configuration.ClickHouseEndpoint;
import dev.weir.job.ledger.LedgerEntry;
import java.time.Clock;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Writes the ledger to ClickHouse, one page per checkpoint. A page is written once its checkpoint is complete, because
 * by then every table has flushed the rows that the page covers.
 *
 * <p>It must run with one subtask, because a page needs the entries of all subtasks.
 */
final class LedgerSink implements Sink<LedgerEntry>, SupportsCommitter<LedgerPage> {
    private static final long serialVersionUID = 1L;

    private final ClickHouseEndpoint endpoint;
    private final Version version;

    LedgerSink(ClickHouseEndpoint endpoint, Version version) {
        this.endpoint = endpoint;
        this.version = version;
    }

    @Override
    public SinkWriter<LedgerEntry> createWriter(WriterInitContext context) {
        return new LedgerWriter(Clock.systemUTC());
    }

    @Override
    public Committer<LedgerPage> createCommitter(CommitterInitContext context) {
        return new LedgerCommitter(endpoint, version);
    }

    @Override
    public SimpleVersionedSerializer<LedgerPage> getCommittableSerializer() {
        return new LedgerPage.Serializer();
    }
}
