// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import dev.weir.http.admission.BodyAdmission;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A growing buffer for one body, whose size counts against the budget of all bodies.
 *
 * <p>One thread fills it. Any thread may release it, any number of times.
 */
final class BodyBuffer {
    private static final int FIRST_BYTES = 16 * 1024;

    private final int limitBytes;
    private final int expectedBytes;
    private final BodyAdmission admission;
    private byte[] bytes = {};
    private int length;
    private long reserved;
    private boolean incomplete;
    private boolean released;

    /**
     * @param expectedBytes the announced length, or negative if unknown; memory grows with the received bytes, not with
     *     the announced ones
     */
    BodyBuffer(int limitBytes, int expectedBytes, BodyAdmission admission) {
        this.limitBytes = limitBytes;
        this.expectedBytes = expectedBytes;
        this.admission = admission;
    }

    int limitBytes() {
        return limitBytes;
    }

    int length() {
        return length;
    }

    /** Whether the body stays within its limit. */
    boolean hasRoomFor(int more) {
        return length + more <= limitBytes;
    }

    boolean isCrowded() {
        return admission.isCrowded();
    }

    /** Returns false if the budget of all bodies is exhausted. No bytes are taken then. */
    boolean append(ByteBuffer source) {
        int more = source.remaining();
        if (!makeRoomFor(more)) {
            return false;
        }
        source.get(bytes, length, more);
        length += more;
        return true;
    }

    /** Returns false if the budget of all bodies is exhausted. */
    boolean makeRoomFor(int more) {
        return length + more <= bytes.length || grow(length + more);
    }

    /** Reads once into the free space. Returns the number of bytes, or -1 at the end of the stream. */
    int readFrom(InputStream in) throws IOException {
        int read = in.read(bytes, length, bytes.length - length);
        length += Math.max(0, read);
        return read;
    }

    /**
     * Counts the body as incomplete while the client sends the rest. Returns false if there is no room for an
     * incomplete body.
     */
    synchronized boolean waitForMore() {
        if (!incomplete && !released) {
            incomplete = admission.tryWaitFor(reserved);
        }
        return incomplete;
    }

    /** @param receivedBytes the size as received, before decompression */
    Body complete(int receivedBytes) {
        stopWaiting();
        return new Body(bytes, length, receivedBytes);
    }

    synchronized void release() {
        stopWaiting();
        released = true;
        admission.all().release(reserved);
        reserved = 0;
    }

    private synchronized void stopWaiting() {
        if (incomplete) {
            incomplete = false;
            admission.waitedFor(reserved);
        }
    }

    private synchronized boolean grow(int least) {
        int capacity = Math.max(least, Math.min(limitBytes, Math.max(FIRST_BYTES, bytes.length * 2)));
        if (expectedBytes >= least) {
            capacity = Math.min(capacity, expectedBytes);
        }
        if (released || !reserve(capacity - bytes.length)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, capacity);
        return true;
    }

    private boolean reserve(int more) {
        if (!admission.all().tryAcquire(more)) {
            return false;
        }
        if (incomplete && !admission.incomplete().tryAcquire(more)) {
            admission.all().release(more);
            return false;
        }
        reserved += more;
        return true;
    }
}
