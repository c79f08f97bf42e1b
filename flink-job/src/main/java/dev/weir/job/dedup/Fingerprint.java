// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Computes 128 bits that represent an identity: the first half of the SHA-256 digest of user id and event id.
 *
 * <p>The digest is cryptographic because clients choose the ids. Nobody can construct an id that suppresses the event
 * of somebody else. Among 10 billion remembered identities, two collide by chance with a probability below
 * 2<sup>-60</sup>.
 *
 * <p>Not thread-safe; {@link #compute} returns its result in the fields.
 */
final class Fingerprint {
    private final MessageDigest sha256;

    long high;
    long low;

    Fingerprint() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** Neither id may contain the NUL character that separates them, which the event rules guarantee. */
    void compute(String userId, String eventId) {
        sha256.update(userId.getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) 0);
        ByteBuffer digest = ByteBuffer.wrap(sha256.digest(eventId.getBytes(StandardCharsets.UTF_8)));
        high = digest.getLong();
        low = digest.getLong();
    }
}
