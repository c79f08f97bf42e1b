package dev.weir.job.ledger;

import org.apache.flink.util.OutputTag;

/**
 * An amount in the books of one subtask, as of a checkpoint: it covers what lies before the checkpoint's barrier, and
 * nothing else.
 *
 * @param key as the account says
 */
public record LedgerEntry(long checkpoint, Account account, long key, long amount) {
    /** Where the operators put them. */
    public static final OutputTag<LedgerEntry> TAG = new OutputTag<>("ledger") {
        private static final long serialVersionUID = 1L;
    };
}
