// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.ledger;

import org.apache.flink.streaming.api.functions.KeyedProcessFunction;

/** A keyed function that records what it counts in the ledger of its operator ({@link KeyedLedgerOperator}). */
public abstract class KeyedLedgerFunction<K, I, O> extends KeyedProcessFunction<K, I, O> {
    private static final long serialVersionUID = 1L;

    private transient Tally tally;

    /** Called before the function is opened. */
    final void recordIn(Tally ledger) {
        tally = ledger;
    }

    /**
     * Called before the function is opened, if its state is restored.
     *
     * @param now by the wall clock, in milliseconds since the Unix epoch
     */
    protected void restoredAt(long now) {
        // Most functions emit the same rows after a restore as before it.
    }

    /** Whether to pass a watermark on. If not, it is dropped, and a later one takes its place. */
    protected boolean passesOn(long watermark) {
        return true;
    }

    /** Records an amount, as {@link Tally#add} does. */
    protected final void count(Account account, long key, long amount) {
        tally.add(account, key, amount);
    }
}
