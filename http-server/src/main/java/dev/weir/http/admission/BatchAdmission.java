// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.admission;

/**
 * Limits the bytes of events on their way to Kafka.
 *
 * <p>Large batches get only a part of the bytes. A broker writes batches one after the other, and small batches should
 * not wait behind many large ones. Never waits; thread-safe.
 */
public final class BatchAdmission {
    private static final int LARGE_BYTES = 512 * 1024;

    /** Room for the largest request and some smaller ones. */
    public static final int MAX_LARGE_BYTES = 8 << 20;

    private final ByteBudget all;
    private final ByteBudget large = new ByteBudget(MAX_LARGE_BYTES);

    /** @param limitBytes of all batches together */
    public BatchAdmission(long limitBytes) {
        this.all = new ByteBudget(limitBytes);
    }

    /** The budget of all batches. */
    public ByteBudget all() {
        return all;
    }

    /** The part of the budget that large batches may use. */
    public ByteBudget large() {
        return large;
    }

    /** Admits a whole batch, or returns false. */
    public boolean tryEnter(long bytes) {
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
    public void leave(long bytes) {
        all.release(bytes);
        if (isLarge(bytes)) {
            large.release(bytes);
        }
    }

    public static boolean isLarge(long bytes) {
        return bytes >= LARGE_BYTES;
    }
}
