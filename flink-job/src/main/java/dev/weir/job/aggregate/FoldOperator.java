package dev.weir.job.aggregate;

import java.time.Duration;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Sums elements within the task before they cross the network: a busy key costs one record a moment, not one an event.
 *
 * <p>The sums leave before whatever must not overtake them: a watermark (hence every few hundred milliseconds), a
 * checkpoint's barrier (hence nothing of them is state) and the end of the input; and on a timer while the watermark waits
 * for a partition that is not to be had.
 */
public final class FoldOperator<I, O> extends AbstractStreamOperator<O>
        implements OneInputStreamOperator<I, O>, BoundedOneInput {
    private static final long serialVersionUID = 1L;

    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);
    private static final int MAX_SUMS = 50_000;

    private final Fold<I, O> fold;

    public FoldOperator(Fold<I, O> fold) {
        this.fold = fold;
    }

    @Override
    public void open() throws Exception {
        super.open();
        scheduleFlush();
    }

    @Override
    public void processElement(StreamRecord<I> element) {
        fold.add(element.getValue());
        if (fold.size() >= MAX_SUMS) {
            flush();
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        flush();
        super.processWatermark(mark);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        flush();
        super.prepareSnapshotPreBarrier(checkpointId);
    }

    @Override
    public void endInput() {
        flush();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The task fails with what a timer throws.
    private void scheduleFlush() {
        long due = getProcessingTimeService().getCurrentProcessingTime() + LONGEST_WAIT.toMillis();
        getProcessingTimeService().registerTimer(due, time -> {
            flush();
            scheduleFlush();
        });
    }

    private void flush() {
        if (fold.size() > 0) {
            fold.drainTo(sum -> output.collect(new StreamRecord<>(sum)));
        }
    }
}
