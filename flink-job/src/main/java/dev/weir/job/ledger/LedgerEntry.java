// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.ledger;

import org.apache.flink.util.OutputTag;

/**
 * An amount in the ledger of one subtask as of a checkpoint. It covers exactly what came before the checkpoint's
 * barrier.
 *
 * @param key as defined by the account
 */
public record LedgerEntry(long checkpoint, Account account, long key, long amount) {
    /** The side output of ledger entries. */
    public static final OutputTag<LedgerEntry> TAG = new OutputTag<>("ledger") {
        private static final long serialVersionUID = 1L;
    };
}
