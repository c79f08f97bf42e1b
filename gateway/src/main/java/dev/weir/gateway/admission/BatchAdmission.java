package dev.weir.gateway.admission;

/**
 * Admits the events of a request while they are on their way to Kafka.
 *
 * <p>Large batches get a part of the bytes only: the brokers write in turn, and small ones should not wait for many of these.
 * Never waits; safe for any thread.
 */
public final class BatchAdmission {
    private static final int LARGE_BYTES = 512 * 1024;

    /** Room for the largest request, and for some smaller ones beside it. */
    public static final int MAX_LARGE_BYTES = 8 << 20;

    private final ByteBudget all;
    private final ByteBudget large = new ByteBudget(MAX_LARGE_BYTES);

    /** @param limitBytes of all batches together */
    public BatchAdmission(long limitBytes) {
        this.all = new ByteBudget(limitBytes);
    }

    /** What all batches take. */
    public ByteBudget all() {
        return all;
    }

    /** What large batches take of it. */
    public ByteBudget large() {
        return large;
    }

    /** Whether a batch was admitted, as a whole. */
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

    /** The reverse of {@link #tryEnter}, with the same bytes. */
    public void leave(long bytes) {
        all.release(bytes);
        if (isLarge(bytes)) {
            large.release(bytes);
        }
    }

    /** Whether a batch of so many bytes is one of the large ones. */
    public static boolean isLarge(long bytes) {
        return bytes >= LARGE_BYTES;
    }
}
