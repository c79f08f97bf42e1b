// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

/**
 * A whole request body, decompressed. It belongs to the receiver. The array is handed over without a copy, and may be
 * longer than the body.
 */
public final class Body implements BodyOutcome {
    private final byte[] bytes;
    private final int length;
    private final int receivedBytes;

    /** A body that was sent uncompressed. */
    public Body(byte[] bytes, int length) {
        this(bytes, length, length);
    }

    /** @param receivedBytes the size as received, before decompression */
    Body(byte[] bytes, int length, int receivedBytes) {
        this.bytes = bytes;
        this.length = length;
        this.receivedBytes = receivedBytes;
    }

    /** Only the first {@link #length} bytes belong to the body. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    /** The size as received, before decompression. */
    public int receivedBytes() {
        return receivedBytes;
    }
}
