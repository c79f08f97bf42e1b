// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.aggregate;

import java.time.Duration;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Sums elements within the task before they cross the network. A busy key then costs one record per flush instead of
 * one per event.
 *
 * <p>The sums are flushed on a timer, before each watermark, before a checkpoint's barrier and at the end of the input.
 * They never need to be in state, because every barrier flushes them first.
 *
 * <p>Sums must not be overtaken by their watermark. With many sums, the watermark is held back until the timer fires,
 * so that each key gathers more events before it costs the downstream operators a record. If the watermark is old, as
 * during catch-up, it is held back longer.
 *
 * <p>Views, minutes and active users are all summed this way. This operator decides when to flush, and a
 * {@link LocalSums} decides what a sum is.
 */
public final class LocalSumsOperator<I, O> extends AbstractStreamOperator<O>
        implements OneInputStreamOperator<I, O>, BoundedOneInput {
    private static final long serialVersionUID = 1L;

    private static final Duration FLUSH_INTERVAL = Duration.ofMillis(500);
    private static final Duration CATCH_UP_FLUSH_INTERVAL = Duration.ofSeconds(2);
    private static final Duration CATCH_UP_LAG = Duration.ofSeconds(10);
    private static final int MANY_SUMS = 1_000;
    private static final int MAX_SUMS = 50_000;

    private final LocalSums<I, O> sums;

    private transient @Nullable Watermark heldWatermark;
    private transient long flushedAt;

    public LocalSumsOperator(LocalSums<I, O> sums) {
        this.sums = sums;
    }

    @Override
    public void open() throws Exception {
        super.open();
        scheduleFlush();
    }

    @Override
    public void processElement(StreamRecord<I> element) throws Exception {
        sums.add(element.getValue());
        if (sums.size() >= MAX_SUMS) {
            flush();
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        heldWatermark = mark;
        if (sums.size() < MANY_SUMS || mark.getTimestamp() == Watermark.MAX_WATERMARK.getTimestamp()) {
            flush();
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        flush();
        super.prepareSnapshotPreBarrier(checkpointId);
    }

    @Override
    public void endInput() throws Exception {
        flush();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // A failing timer fails the task.
    private void scheduleFlush() {
        getProcessingTimeService().registerTimer(now() + FLUSH_INTERVAL.toMillis(), time -> {
            if (isFlushDue()) {
                flush();
            }
            scheduleFlush();
        });
    }

    private boolean isFlushDue() {
        boolean isCatchingUp = heldWatermark != null && now() - heldWatermark.getTimestamp() > CATCH_UP_LAG.toMillis();
        return !isCatchingUp || sums.size() < MANY_SUMS || now() - flushedAt >= CATCH_UP_FLUSH_INTERVAL.toMillis();
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    private void flush() throws Exception {
        flushedAt = now();
        if (sums.size() > 0) {
            sums.drainTo(sum -> output.collect(new StreamRecord<>(sum)));
        }
        Watermark mark = heldWatermark;
        if (mark != null) {
            heldWatermark = null;
            super.processWatermark(mark);
        }
    }
}
