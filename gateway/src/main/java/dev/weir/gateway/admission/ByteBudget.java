package dev.weir.gateway.admission;

import java.util.concurrent.atomic.AtomicLong;

/** A number of bytes that may be in use at a time: admits or refuses, and never waits. Safe for any thread. */
public final class ByteBudget {
    private final long limitBytes;
    private final AtomicLong usedBytes = new AtomicLong();

    public ByteBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Whether the bytes were admitted; all of them or none. */
    public boolean tryAcquire(long bytes) {
        if (usedBytes.addAndGet(bytes) <= limitBytes) {
            return true;
        }
        usedBytes.addAndGet(-bytes);
        return false;
    }

    /** Gives back what was admitted. */
    public void release(long bytes) {
        usedBytes.addAndGet(-bytes);
    }

    public long usedBytes() {
        return usedBytes.get();
    }

    public long limitBytes() {
        return limitBytes;
    }
}
