// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.decode;

import dev.weir.job.ledger.BookkeepingOperator;
import dev.weir.job.source.LogRecord;
import java.util.Arrays;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Decodes the log. Before each watermark, reports how far each partition has been read.
 *
 * <p>The offsets are not kept in state: a partition is reported only after a new record, which also sets its offset.
 */
public final class DecodeOperator extends BookkeepingOperator<LogRecord, ReceivedEvent, DecodeFunction> {
    private static final long serialVersionUID = 1L;
    private static final int FIRST_PARTITIONS = 16;

    /** The next offset by partition; 0 if nothing was read since the last watermark. */
    private transient long[] nextOffsets;

    public DecodeOperator(DecodeFunction function) {
        super(function);
    }

    @Override
    public void open() throws Exception {
        super.open();
        nextOffsets = new long[FIRST_PARTITIONS];
    }

    @Override
    public void processElement(StreamRecord<LogRecord> element) throws Exception {
        LogRecord logRecord = element.getValue();
        if (logRecord.partition() >= nextOffsets.length) {
            nextOffsets = Arrays.copyOf(nextOffsets, Math.max(logRecord.partition() + 1, 2 * nextOffsets.length));
        }
        nextOffsets[logRecord.partition()] = logRecord.offset() + 1;
        super.processElement(element);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        for (int partition = 0; partition < nextOffsets.length; partition++) {
            if (nextOffsets[partition] > 0) {
                Progress progress = new Progress(partition, nextOffsets[partition], mark.getTimestamp());
                output.collect(Progress.TAG, new StreamRecord<>(progress));
                nextOffsets[partition] = 0;
            }
        }
        super.processWatermark(mark);
    }
}
