// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The identities that a shard has added since the last checkpoint, in the form that the checkpoint keeps. Each identity
 * takes 24 bytes: the high half of the fingerprint, the low half and the time of receipt, all big-endian. Not
 * thread-safe.
 */
final class IdentityChunk {
    private static final int BYTES_PER_IDENTITY = 3 * Long.BYTES;

    private byte[] bytes = new byte[16 * BYTES_PER_IDENTITY];
    private int length;
    private long latest = Long.MIN_VALUE;

    void add(long high, long low, long receivedAt) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, length * 2);
        }
        ByteBuffer.wrap(bytes, length, BYTES_PER_IDENTITY)
                .putLong(high)
                .putLong(low)
                .putLong(receivedAt);
        length += BYTES_PER_IDENTITY;
        latest = Math.max(latest, receivedAt);
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** The latest receipt in the chunk. The chunk can be removed once this receipt has expired. */
    long latest() {
        return latest;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** The number of identities in a chunk. */
    static int size(byte[] chunk) {
        return chunk.length / BYTES_PER_IDENTITY;
    }

    static void read(byte[] chunk, IdentityConsumer consumer) {
        ByteBuffer buffer = ByteBuffer.wrap(chunk);
        while (buffer.hasRemaining()) {
            consumer.accept(buffer.getLong(), buffer.getLong(), buffer.getLong());
        }
    }
}
