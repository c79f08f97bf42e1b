// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest.kafka;

import dev.weir.http.admission.ByteBudget;

/**
 * Limits the bytes of events on their way to Kafka.
 *
 * <p>Large batches get only a part of the bytes. A broker writes batches one after the other, and small batches should
 * not wait behind many large ones. Never waits; thread-safe.
 */
final class BatchAdmission {
    private static final int LARGE_BYTES = 512 * 1024;

    /** Room for the largest request and some smaller ones. */
    static final int MAX_LARGE_BYTES = 8 << 20;

    private final ByteBudget all;
    private final ByteBudget large = new ByteBudget(MAX_LARGE_BYTES);

    /** @param limitBytes of all batches together */
    BatchAdmission(long limitBytes) {
        this.all = new ByteBudget(limitBytes);
    }

    /** The budget of all batches. */
    ByteBudget all() {
        return all;
    }

    /** The part of the budget that large batches may use. */
    ByteBudget large() {
        return large;
    }

    /** Admits a whole batch, or returns false. */
    boolean tryEnter(long bytes) {
        if (isLarge(bytes) && !large.tryAcquire(bytes)) {
            return false;
        }
        if (all.tryAcquire(bytes)) {
            return true;
        }
        if (isLarge(bytes)) {
            large.release(bytes);
        }
        return false;
    }

    /** Releases a batch that {@link #tryEnter} admitted; takes the same number of bytes. */
    void leave(long bytes) {
        all.release(bytes);
        if (isLarge(bytes)) {
            large.release(bytes);
        }
    }

    static boolean isLarge(long bytes) {
        return bytes >= LARGE_BYTES;
    }
}
