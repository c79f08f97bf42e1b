// SPDX-License-Identifier: Apache-2.0
package dev.weir.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Derives ids from what a client sent. The same input always gives the same id. */
public final class UuidV8 {
    private UuidV8() {}

    /** A UUID of the first bits of SHA-256 over all parts, in their order (RFC 9562, section 5.8). */
    public static UUID of(byte[]... parts) {
        MessageDigest sha256 = sha256();
        for (byte[] part : parts) {
            sha256.update(part);
        }
        ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
        long high = digest.getLong() & ~0xF000L | 0x8000L;
        long low = digest.getLong() >>> 2 | Long.MIN_VALUE;
        return new UUID(high, low);
    }

    /**
     * The {@code event_id} of a CloudEvent. Its identity is its source and its id together (CloudEvents 1.0.2, "id").
     *
     * @param source without control characters, like {@code id}
     */
    public static UUID ofCloudEvent(String source, String id) {
        return of((source + '\0' + id).getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256.", impossible);
        }
    }
}
