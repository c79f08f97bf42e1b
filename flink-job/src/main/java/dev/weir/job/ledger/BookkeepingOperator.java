// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.ledger;

import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.operators.ProcessOperator;

/** Runs a function and keeps its ledger. */
public class BookkeepingOperator<I, O, F extends ProcessFunction<I, O> & Bookkeeping> extends ProcessOperator<I, O> {
    private static final long serialVersionUID = 1L;

    private transient Books books;

    public BookkeepingOperator(F function) {
        super(function);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        books = new Books(context.getOperatorStateStore());
        ((Bookkeeping) userFunction).keep(books.tally());
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        books.close(checkpointId, output);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        books.snapshot();
    }
}
