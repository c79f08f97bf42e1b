// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.source;

import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;

/** Forwards records and tracks the position of each partition. */
final class PositionTrackingOutput extends ForwardingOutput implements ReaderOutput<LogRecord> {
    private final ReaderOutput<LogRecord> output;
    private final Map<String, PartitionPosition> positions;

    /** @param positions by split */
    PositionTrackingOutput(ReaderOutput<LogRecord> output, Map<String, PartitionPosition> positions) {
        super(output);
        this.output = output;
        this.positions = positions;
    }

    @SuppressWarnings("ReferenceEquality") // Identity matters: the task uses the same output throughout.
    boolean wraps(ReaderOutput<LogRecord> other) {
        return output == other;
    }

    @Override
    public SourceOutput<LogRecord> createOutputForSplit(String splitId) {
        return new SplitOutput(output.createOutputForSplit(splitId), Objects.requireNonNull(positions.get(splitId)));
    }

    @Override
    public void releaseOutputForSplit(String splitId) {
        positions.remove(splitId);
        output.releaseOutputForSplit(splitId);
    }

    private static final class SplitOutput extends ForwardingOutput {
        private final PartitionPosition position;

        SplitOutput(SourceOutput<LogRecord> output, PartitionPosition position) {
            super(output);
            this.position = position;
        }

        @Override
        public void collect(LogRecord logRecord) {
            position.advanceTo(logRecord);
            super.collect(logRecord);
        }

        @Override
        public void collect(LogRecord logRecord, long timestamp) {
            position.advanceTo(logRecord);
            super.collect(logRecord, timestamp);
        }
    }
}
