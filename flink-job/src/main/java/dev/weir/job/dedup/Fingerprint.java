package dev.weir.job.dedup;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * 128 bits that stand for an identity: the first half of the SHA-256 digest of user and event id.
 *
 * <p>A cryptographic digest, because ids are chosen by strangers: nobody can make up an id that silences somebody else's
 * event. Among 10 billion remembered identities, two agree by chance with a probability below 2<sup>-60</sup>. Not
 * thread-safe; {@link #of} puts its answer into the fields.
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

    /** Neither id may contain the control character that separates them; the rules of an event see to it. */
    void of(String userId, String eventId) {
        sha256.update(userId.getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) 0);
        ByteBuffer digest = ByteBuffer.wrap(sha256.digest(eventId.getBytes(StandardCharsets.UTF_8)));
        high = digest.getLong();
        low = digest.getLong();
    }
}
