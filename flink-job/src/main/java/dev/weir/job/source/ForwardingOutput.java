// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.source;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.SourceOutput;

/** Forwards every call to another output. Subclasses override the methods that they observe. */
abstract class ForwardingOutput implements SourceOutput<LogRecord> {
    private final SourceOutput<LogRecord> output;

    ForwardingOutput(SourceOutput<LogRecord> output) {
        this.output = output;
    }

    @Override
    public void collect(LogRecord logRecord) {
        output.collect(logRecord);
    }

    @Override
    public void collect(LogRecord logRecord, long timestamp) {
        output.collect(logRecord, timestamp);
    }

    @Override
    public void emitWatermark(Watermark watermark) {
        output.emitWatermark(watermark);
    }

    @Override
    public void markIdle() {
        output.markIdle();
    }

    @Override
    public void markActive() {
        output.markActive();
    }
}
