// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.ledger;

import java.util.function.Consumer;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyContext;

/** A keyed function that records what it counts in the ledger of its operator ({@link KeyedLedgerOperator}). */
public abstract class KeyedLedgerFunction<K, I, O> extends KeyedProcessFunction<K, I, O> {
    private static final long serialVersionUID = 1L;

    private transient Tally tally;
    private transient KeyContext keys;

    /** Called before the function is opened. */
    final void recordIn(Tally ledger, KeyContext context) {
        tally = ledger;
        keys = context;
    }

    /**
     * Called before the function is opened, if its state is restored.
     *
     * @param now by the wall clock, in milliseconds since the Unix epoch
     */
    protected void restoredAt(long now) {
        // Most functions emit the same rows after a restore as before it.
    }

    /** Called before a watermark is passed on, and before each barrier. Rows that the function has kept go out first. */
    protected void emitKept(Consumer<O> out) {
        // Most functions emit their rows at once.
    }

    /** Called before each barrier, after {@link #emitKept}. What the function has kept in memory goes into its state. */
    protected void save() throws Exception {
        // Most functions change their state at once.
    }

    /** Sets the key of the state. While an element is processed, its key must be set again at the end. */
    protected final void switchTo(K key) {
        keys.setCurrentKey(key);
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
