// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Writes the freshness of the tables. It must run with one subtask, because a table is as fresh as its slowest writer.
 */
final class FreshnessSink implements Sink<FreshnessReport> {
    private static final long serialVersionUID = 1L;

    private final TableInserter.Factory inserterFactory;

    FreshnessSink(TableInserter.Factory inserterFactory) {
        this.inserterFactory = inserterFactory;
    }

    @Override
    public SinkWriter<FreshnessReport> createWriter(WriterInitContext context) {
        return new FreshnessWriter(inserterFactory.create(Tables.freshness()), context.getProcessingTimeService());
    }
}
