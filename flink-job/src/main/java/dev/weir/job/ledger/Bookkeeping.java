// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.ledger;

/** A function that records what it does in the ledger of its operator. */
public interface Bookkeeping {
    /** Sets the tally to record in. Called before the function is opened. */
    void keep(Tally tally);
}
