package dev.weir.gateway.http;

import dev.weir.gateway.admission.ByteBudget;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A growing array of one body's bytes, whose size counts against what all bodies may take together.
 *
 * <p>Filled by one thread; released from any, any number of times.
 */
final class BodyBuffer {
    private static final int FIRST_BYTES = 16 * 1024;

    private final int limitBytes;
    private final int expectedBytes;
    private final ByteBudget budget;
    private byte[] bytes = {};
    private int length;
    private long reserved;
    private boolean released;

    /**
     * @param expectedBytes as the client says, or below 0; memory is given for what has come, not for what is announced
     * @param budget of all bodies together
     */
    BodyBuffer(int limitBytes, int expectedBytes, ByteBudget budget) {
        this.limitBytes = limitBytes;
        this.expectedBytes = expectedBytes;
        this.budget = budget;
    }

    int limitBytes() {
        return limitBytes;
    }

    /** Whether a body may be this long. */
    boolean hasRoomFor(int more) {
        return length + more <= limitBytes;
    }

    /** False where all bodies together would take too much; the bytes are not taken then. */
    boolean append(ByteBuffer source) {
        int more = source.remaining();
        if (length + more > bytes.length && !grow(length + more)) {
            return false;
        }
        source.get(bytes, length, more);
        length += more;
        return true;
    }

    BodyOutcome.Complete complete() {
        return new BodyOutcome.Complete(new Body(bytes, length));
    }

    synchronized void release() {
        released = true;
        budget.release(reserved);
        reserved = 0;
    }

    private synchronized boolean grow(int least) {
        int capacity = Math.max(least, Math.min(limitBytes, Math.max(FIRST_BYTES, bytes.length * 2)));
        if (expectedBytes >= least) {
            capacity = Math.min(capacity, expectedBytes);
        }
        int more = capacity - bytes.length;
        if (released || !budget.tryAcquire(more)) {
            return false;
        }
        reserved += more;
        bytes = Arrays.copyOf(bytes, capacity);
        return true;
    }
}
