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
 */
public final class FoldOperator<I, O> extends AbstractStreamOperator<O>
        implements OneInputStreamOperator<I, O>, BoundedOneInput {
    private static final long serialVersionUID = 1L;

    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT_OF_OLD = Duration.ofSeconds(2);
    private static final Duration OLD = Duration.ofSeconds(10);
    private static final int MANY_SUMS = 1_000;
    private static final int MAX_SUMS = 50_000;

    private final Fold<I, O> fold;

    private transient @Nullable Watermark waiting;
    private transient long flushedAt;

    public FoldOperator(Fold<I, O> fold) {
        this.fold = fold;
    }

    @Override
    public void open() throws Exception {
        super.open();
        scheduleFlush();
    }

    @Override
    public void processElement(StreamRecord<I> element) throws Exception {
        fold.add(element.getValue());
        if (fold.size() >= MAX_SUMS) {
            flush();
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        waiting = mark;
        if (fold.size() < MANY_SUMS || mark.getTimestamp() == Watermark.MAX_WATERMARK.getTimestamp()) {
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
        getProcessingTimeService().registerTimer(now() + LONGEST_WAIT.toMillis(), time -> {
            if (isDue()) {
                flush();
            }
            scheduleFlush();
        });
    }

    private boolean isDue() {
        boolean isOld = waiting != null && now() - waiting.getTimestamp() > OLD.toMillis();
        return !isOld || fold.size() < MANY_SUMS || now() - flushedAt >= LONGEST_WAIT_OF_OLD.toMillis();
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    private void flush() throws Exception {
        flushedAt = now();
        if (fold.size() > 0) {
            fold.drainTo(sum -> output.collect(new StreamRecord<>(sum)));
        }
        Watermark mark = waiting;
        if (mark != null) {
            waiting = null;
            super.processWatermark(mark);
        }
    }
}
