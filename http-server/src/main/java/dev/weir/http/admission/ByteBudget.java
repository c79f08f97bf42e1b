// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.admission;

import java.util.concurrent.atomic.AtomicLong;

/** Limits the number of bytes in use: admits or refuses them, and never waits. Thread-safe. */
public final class ByteBudget {
    private final long limitBytes;
    private final AtomicLong usedBytes = new AtomicLong();

    public ByteBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Admits all of the bytes, or returns false. */
    public boolean tryAcquire(long bytes) {
        if (usedBytes.addAndGet(bytes) <= limitBytes) {
            return true;
        }
        usedBytes.addAndGet(-bytes);
        return false;
    }

    /** Releases admitted bytes. */
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
