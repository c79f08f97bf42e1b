// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.ledger;

import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Runs a keyed function and keeps its ledger. Also reports the function's watermark as {@link Account#CLOCK}. */
public final class KeyedBookkeepingOperator<K, I, O, F extends KeyedProcessFunction<K, I, O> & Bookkeeping>
        extends KeyedProcessOperator<K, I, O> {
    private static final long serialVersionUID = 1L;

    private transient Books books;
    private transient long clock;

    public KeyedBookkeepingOperator(F function) {
        super(function);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        books = new Books(context.getOperatorStateStore());
        clock = Long.MIN_VALUE;
        ((Bookkeeping) userFunction).keep(books.tally());
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        super.processWatermark(mark);
        clock = mark.getTimestamp();
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        books.close(checkpointId, output);
        output.collect(LedgerEntry.TAG, new StreamRecord<>(new LedgerEntry(checkpointId, Account.CLOCK, 0, clock)));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        books.snapshot();
    }
}
