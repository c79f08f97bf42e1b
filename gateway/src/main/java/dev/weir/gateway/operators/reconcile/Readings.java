// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

/**
 * The readings for a comparison. They are taken in this order while the job runs.
 *
 * @param before the ledger
 * @param stored the sums of the tables, read after {@code before}
 * @param since the ledger, read after {@code stored}
 * @param log the offsets of the log, read after {@code since}
 */
record Readings(Ledger before, StoredSums stored, Ledger since, LogOffsets log) {
    /**
     * Whether a rebuild has begun: the tables contain rows of a later epoch than the ledger, and their sums are smaller
     * at first. If a newer page of the earlier epoch appears after that, the job is not being rebuilt. Then such rows
     * are not the job's.
     */
    boolean areOfARebuild(Ledger after) {
        if (before.isEmpty()) {
            return false;
        }
        boolean goesOn = after.epoch() == since.epoch() && after.checkpoint() != since.checkpoint();
        return after.epoch() != before.epoch() || (stored.epoch() > after.epoch() && !goesOn);
    }
}
