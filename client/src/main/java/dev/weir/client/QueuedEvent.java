// SPDX-License-Identifier: Apache-2.0
package dev.weir.client;

/**
 * An event that waits in the buffer, as the line that is sent.
 *
 * @param sequence counts the events of a client, from 1
 * @param queuedAtNanos on the clock of {@link System#nanoTime}
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and never changed.
record QueuedEvent(long sequence, String eventId, byte[] line, long queuedAtNanos) {
    /** The memory of an event beside its line: two objects, the header of an array, and an id of 36 characters. */
    private static final int OVERHEAD_BYTES = 176;

    /** The memory that an event takes. */
    long sizeBytes() {
        return sizeBytes(line.length);
    }

    static long sizeBytes(int lineBytes) {
        return lineBytes + (long) OVERHEAD_BYTES;
    }
}
