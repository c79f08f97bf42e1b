package dev.weir.job.dedup;

/** Takes one identity after the other. */
interface IdentityReader {
    void identity(long high, long low, long receivedAt);
}
