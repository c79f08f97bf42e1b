package dev.weir.job.decode;

import dev.weir.job.ledger.BookkeepingOperator;
import dev.weir.job.source.LogRecord;
import java.util.Arrays;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Decodes the log, and says before each watermark how far each partition has come.
 *
 * <p>What it remembers for that need not outlive it: a partition is spoken of once it has a record.
 */
public final class DecodeOperator extends BookkeepingOperator<LogRecord, ReceivedEvent, DecodeFunction> {
    private static final long serialVersionUID = 1L;
    private static final int FIRST_PARTITIONS = 16;

    /** By partition; 0 where nothing was read since the last watermark. */
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
