package dev.weir.gateway.ingest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** A client's name for one request: gives each event without an {@code event_id} the same one whenever it is re-sent. */
record IdempotencyKey(String value) {
    static final int MAX_LENGTH = 64;

    IdempotencyKey {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not an idempotency key");
        }
    }

    /** 1 to 64 visible ASCII characters and spaces, not all of them spaces. */
    static boolean isValid(String value) {
        return !value.isBlank() && value.length() <= MAX_LENGTH && value.chars().allMatch(c -> c >= 0x20 && c < 0x7F);
    }

    /** A version 8 UUID, the first bits of SHA-256 over key and index (RFC 9562, section 5.8). */
    UUID eventId(int index) {
        MessageDigest sha256 = sha256();
        sha256.update(value.getBytes(StandardCharsets.US_ASCII));
        sha256.update(ByteBuffer.allocate(4).putInt(index).array());
        ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
        long high = digest.getLong() & ~0xF000L | 0x8000L;
        long low = digest.getLong() >>> 2 | Long.MIN_VALUE;
        return new UUID(high, low);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256.", impossible);
        }
    }
}
