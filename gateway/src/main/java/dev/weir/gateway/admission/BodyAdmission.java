package dev.weir.gateway.admission;

import java.util.concurrent.Semaphore;

/**
 * Admits the bytes of bodies while they are read, decompressed and worked on.
 *
 * <p>Bodies that are not whole yet, whose clients may take their time, get at most half of the bytes, and are limited in
 * number: however many clients send slowly, a body that comes in one piece finds the other half. Never waits; safe for any
 * thread.
 */
public final class BodyAdmission {
    private final ByteBudget all;
    private final ByteBudget incomplete;
    private final Semaphore incompleteBodies;

    /**
     * @param limitBytes of all bodies together
     * @param incompleteBodies the most that may be waited for at a time
     */
    public BodyAdmission(long limitBytes, int incompleteBodies) {
        this.all = new ByteBudget(limitBytes);
        this.incomplete = new ByteBudget(limitBytes / 2);
        this.incompleteBodies = new Semaphore(incompleteBodies);
    }

    /** What all bodies take. */
    public ByteBudget all() {
        return all;
    }

    /** What those take of it that are not whole yet. */
    public ByteBudget incomplete() {
        return incomplete;
    }

    /** Whether slow clients are taking room from others: more than half of what incomplete bodies may have is in use. */
    public boolean isCrowded() {
        return incomplete.usedBytes() > incomplete.limitBytes() / 2;
    }

    /** Counts a body among the incomplete ones, with the bytes that it has; false where it cannot be waited for. */
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

    /** The reverse of {@link #tryWaitFor}, with what the body has by now. */
    public void waitedFor(long bytes) {
        incomplete.release(bytes);
        incompleteBodies.release();
    }
}
