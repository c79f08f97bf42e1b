package dev.weir.job.ledger;

/** A function that enters what it does into the books that its operator keeps. */
public interface Bookkeeping {
    /** Hands over the tally, before the function is opened. */
    void keep(Tally tally);
}
