// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Writes the freshness of the tables. It must run with one subtask, because a table is as fresh as its slowest writer.
 */
final class FreshnessSink implements Sink<Freshness> {
    private static final long serialVersionUID = 1L;

    private final Inserts.Opening opening;

    FreshnessSink(Inserts.Opening opening) {
        this.opening = opening;
    }

    @Override
    public SinkWriter<Freshness> createWriter(WriterInitContext context) {
        return new FreshnessWriter(opening.of(Tables.freshness()), context.getProcessingTimeService());
    }
}
