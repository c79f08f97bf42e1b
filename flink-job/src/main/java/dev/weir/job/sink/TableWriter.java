// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Buffers the rows of a table. Inserts them when the {@link InsertPolicy} allows it, and before every checkpoint. Then
 * reports how fresh the table is.
 *
 * <p>The task buffers rows while the writer's own thread inserts the previous ones. Only one insert is in flight, so
 * memory holds the rows of at most two inserts. If ClickHouse is slower than the job, the job waits.
 *
 * <p>Every row caused by an event acknowledged before <em>t</em> arrives before the watermark <em>t</em>. Once the
 * buffered rows are inserted, the table is as fresh as the last watermark before them, and only then does the writer
 * report it.
 */
final class TableWriter<T> extends AbstractStreamOperator<FreshnessReport>
        implements OneInputStreamOperator<T, FreshnessReport>, BoundedOneInput {
    private static final long serialVersionUID = 1L;

    private final Table<T> table;
    private final TableInserter.Factory inserterFactory;
    private final InsertPolicy policy;
    private final InsertSpans.@Nullable TableTracing<T> tracing;

    private transient RowBuffer<T> buffer;
    private transient @Nullable InsertSpans<T> spans;
    private transient TableInserter inserter;
    private transient ExecutorService executor;
    private transient MailboxExecutor mailbox;

    private transient @Nullable InFlight inFlight;
    private transient long watermark;
    private transient long reported;
    private transient boolean hasUnreportedRows;
    private transient long insertedAt;

    /** @param watermark the last watermark before the insert */
    private record InFlight(CompletableFuture<Void> insert, long watermark) {}

    /** @param tracing null if the rows of the table belong to no request */
    TableWriter(
            Table<T> table,
            TableInserter.Factory inserterFactory,
            InsertPolicy policy,
            InsertSpans.@Nullable TableTracing<T> tracing) {
        this.table = table;
        this.inserterFactory = inserterFactory;
        this.policy = policy;
        this.tracing = tracing;
    }

    @Override
    public void open() throws Exception {
        super.open();
        buffer = new RowBuffer<>(table);
        spans = tracing == null ? null : tracing.open();
        inserter = inserterFactory.create(table);
        executor = Executors.newSingleThreadExecutor(task -> new Thread(task, "insert-" + table.name()));
        mailbox = getContainingTask()
                .getMailboxExecutorFactory()
                .createExecutor(getOperatorConfig().getChainIndex());
        watermark = Long.MIN_VALUE;
        reported = Long.MIN_VALUE;
        insertedAt = now();
        scheduleTick();
    }

    @Override
    public void processElement(StreamRecord<T> element) throws Exception {
        if (policy.isFull(buffer.rows(), buffer.bytes())) {
            awaitInsert();
            insert();
        }
        T row = element.getValue();
        buffer.add(row);
        if (spans != null) {
            spans.add(row);
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        watermark = mark.getTimestamp();
        super.processWatermark(mark);
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

    /** After a clean end, nothing is left to insert. After a failure, the rows are replayed from the checkpoint. */
    @Override
    public void close() throws Exception {
        // These fields are null if the operator could not be opened.
        if (executor != null) {
            executor.shutdownNow();
        }
        if (spans != null) {
            spans.close();
        }
        super.close();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // A failing timer fails the task.
    private void scheduleTick() {
        getProcessingTimeService()
                .registerTimer(now() + policy.fewRowsInterval().toMillis(), time -> {
                    if (inFlight == null && policy.isDue(buffer.rows(), now() - insertedAt, now() - watermark)) {
                        insert();
                    }
                    scheduleTick();
                });
    }

    private void flush() throws Exception {
        awaitInsert();
        insert();
        awaitInsert();
    }

    /** Must not be called while an insert is in flight. */
    @SuppressWarnings("FutureReturnValueIgnored") // The outcome is checked when the insert is done.
    private void insert() {
        insertedAt = now();
        int rows = buffer.rows();
        if (rows == 0) {
            report(watermark);
            return;
        }
        InsertSpans<T>.@Nullable Insert span = spans == null ? null : spans.begin(rows);
        RowBinary taken = buffer.take();
        CompletableFuture<Void> insert = CompletableFuture.runAsync(() -> insert(taken, span), executor);
        inFlight = new InFlight(insert, watermark);
        insert.whenComplete(
                (none, failed) -> mailbox.execute(this::finishIfDone, "finish an insert into %s", table.name()));
    }

    private void insert(RowBinary rows, InsertSpans<T>.@Nullable Insert span) {
        Throwable failure = null;
        try {
            inserter.insert(rows);
        } catch (InterruptedException stopped) {
            failure = new CancellationException("the writer is closed");
        } catch (IOException | RuntimeException failed) {
            failure = failed;
        }
        if (span != null) {
            span.end(failure);
        }
        if (failure != null) {
            throw new CompletionException(failure);
        }
    }

    private void finishIfDone() throws Exception {
        InFlight current = inFlight;
        if (current != null && current.insert().isDone()) {
            awaitInsert();
        }
    }

    private void awaitInsert() throws Exception {
        InFlight current = inFlight;
        if (current == null) {
            return;
        }
        try {
            current.insert().get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Exception reason) {
                throw reason;
            }
            throw failed;
        }
        inFlight = null;
        hasUnreportedRows = true;
        report(current.watermark());
    }

    private void report(long asOf) {
        // The watermark at the end of a bounded input is not a point in time.
        if (asOf > reported && asOf != Long.MAX_VALUE) {
            int writer = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
            int writers = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
            output.collect(
                    new StreamRecord<>(new FreshnessReport(table.name(), writer, writers, asOf, hasUnreportedRows)));
            reported = asOf;
            hasUnreportedRows = false;
        }
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }
}
