package dev.weir.gateway.reconcile;

/**
 * What was read for a comparison, in this order, while everything went on.
 *
 * @param before the books
 * @param stored the tables, after that
 * @param since the books, after that
 * @param log its offsets, after that
 */
record Readings(Ledger before, StoredSums stored, Ledger since, LogOffsets log) {
    /**
     * Whether the tables have rows of a later epoch than the books, which are smaller at first. A page of the earlier epoch
     * that is shown later than that shows that the job is not being rebuilt: then such rows are not the job's.
     */
    boolean areOfARebuild(Ledger after) {
        if (before.isEmpty()) {
            return false;
        }
        boolean goesOn = after.epoch() == since.epoch() && after.checkpoint() != since.checkpoint();
        return after.epoch() != before.epoch() || (stored.epoch() > after.epoch() && !goesOn);
    }
}
