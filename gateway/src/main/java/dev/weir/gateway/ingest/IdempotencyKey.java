package dev.weir.gateway.ingest;

import dev.weir.event.UuidV8;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

    /** A version 8 UUID over key and index. */
    UUID eventId(int index) {
        return UuidV8.of(
                value.getBytes(StandardCharsets.US_ASCII),
                ByteBuffer.allocate(4).putInt(index).array());
    }
}
