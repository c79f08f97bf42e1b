// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.ledger;

import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Runs a keyed function and keeps its ledger. Also reports the function's watermark as {@link Account#CLOCK}.
 *
 * <p>A ledger is emitted before each checkpoint barrier, which a {@link KeyedLedgerFunction} alone cannot do: Flink
 * calls only operators at that moment. All counting functions share this operator, so that each of them contains only
 * its own counting.
 */
public final class KeyedLedgerOperator<K, I, O> extends KeyedProcessOperator<K, I, O> {
    private static final long serialVersionUID = 1L;

    private transient OperatorLedger ledger;
    private transient long clock;

    public KeyedLedgerOperator(KeyedLedgerFunction<K, I, O> function) {
        super(function);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        ledger = new OperatorLedger(context.getOperatorStateStore());
        clock = Long.MIN_VALUE;
        function().recordIn(ledger.tally(), this);
        if (context.isRestored()) {
            function().restoredAt(getProcessingTimeService().getCurrentProcessingTime());
        }
    }

    private KeyedLedgerFunction<K, I, O> function() {
        return (KeyedLedgerFunction<K, I, O>) userFunction;
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (function().passesOn(mark.getTimestamp())) {
            function().emitKept(this::emit);
            super.processWatermark(mark);
        }
        clock = mark.getTimestamp();
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        function().emitKept(this::emit);
        function().save();
        ledger.emit(checkpointId, output);
        output.collect(LedgerEntry.TAG, new StreamRecord<>(new LedgerEntry(checkpointId, Account.CLOCK, 0, clock)));
    }

    private void emit(O row) {
        output.collect(new StreamRecord<>(row));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        ledger.snapshot();
    }
}
