// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.admission;

import java.util.concurrent.Semaphore;

/**
 * Limits the bytes of bodies while they are read, decompressed and processed.
 *
 * <p>Incomplete bodies, whose clients may send slowly, get at most half of the bytes, and their number is limited.
 * However many clients send slowly, the other half is left to bodies that arrive in one piece. Never waits;
 * thread-safe.
 */
public final class BodyAdmission {
    private final ByteBudget all;
    private final ByteBudget incomplete;
    private final Semaphore incompleteBodies;

    /**
     * @param limitBytes of all bodies together
     * @param incompleteBodies the maximum number of incomplete bodies at a time
     */
    public BodyAdmission(long limitBytes, int incompleteBodies) {
        this.all = new ByteBudget(limitBytes);
        this.incomplete = new ByteBudget(limitBytes / 2);
        this.incompleteBodies = new Semaphore(incompleteBodies);
    }

    /** The budget of all bodies. */
    public ByteBudget all() {
        return all;
    }

    /** The part of the budget that incomplete bodies may use. */
    public ByteBudget incomplete() {
        return incomplete;
    }

    /** Whether slow clients take room from others: incomplete bodies use more than half of their budget. */
    public boolean isCrowded() {
        return incomplete.usedBytes() > incomplete.limitBytes() / 2;
    }

    /** Counts a body as incomplete, with the bytes that it has. Returns false if there is no room for another one. */
    public boolean tryWaitFor(long bytes) {
        if (!incompleteBodies.tryAcquire()) {
            return false;
        }
        if (incomplete.tryAcquire(bytes)) {
            return true;
        }
        incompleteBodies.release();
        return false;
    }

    /** Reverses {@link #tryWaitFor}; takes the bytes that the body has by now. */
    public void waitedFor(long bytes) {
        incomplete.release(bytes);
        incompleteBodies.release();
    }
}
