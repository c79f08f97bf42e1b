// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.ledger;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * The ledger of one operator subtask. Its tally is part of the same checkpoints as the state that it describes.
 *
 * <p>The operator must call {@link #emit} before each barrier and {@link #snapshot} with each checkpoint.
 */
public final class OperatorLedger {
    private final Tally tally = new Tally();
    private final ListState<Tuple3<String, Long, Long>> state;

    /** Restores the tally from the last checkpoint, if any. */
    public OperatorLedger(OperatorStateStore store) throws Exception {
        state = store.getListState(
                new ListStateDescriptor<>("ledger", Types.TUPLE(Types.STRING, Types.LONG, Types.LONG)));
        for (Tuple3<String, Long, Long> line : state.get()) {
            tally.add(Account.valueOf(line.f0), line.f1, line.f2);
        }
    }

    public Tally tally() {
        return tally;
    }

    /** Emits all amounts as of the checkpoint whose barrier comes next. */
    public void emit(long checkpoint, Output<?> output) {
        tally.forEach((account, key, amount) ->
                output.collect(LedgerEntry.TAG, new StreamRecord<>(new LedgerEntry(checkpoint, account, key, amount))));
    }

    /** Writes the tally into the state. */
    public void snapshot() throws Exception {
        List<Tuple3<String, Long, Long>> lines = new ArrayList<>();
        tally.forEach((account, key, amount) -> lines.add(Tuple3.of(account.name(), key, amount)));
        state.update(lines);
    }
}
