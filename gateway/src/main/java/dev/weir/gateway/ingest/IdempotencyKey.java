package dev.weir.gateway.ingest;

import dev.weir.event.UuidV8;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A client's name for one request: gives each event without an {@code event_id} the same one whenever it is re-sent. */
record IdempotencyKey(String value) {
    static final int MAX_LENGTH = 64;

    IdempotencyKey {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not an idempotency key");
        }
    }

    /**
     * The key that a header has; null where it has none. In double quotes, as the IETF's draft writes it (a String of RFC 9651), it is
     * the same key as without.
     */
    static @Nullable IdempotencyKey of(String header) {
        String text = header.strip();
        String key = text.startsWith("\"") ? unquoted(text) : text;
        return key != null && isValid(key) ? new IdempotencyKey(key) : null;
    }

    /** A version 8 UUID over key and index. */
    UUID eventId(int index) {
        return UuidV8.of(
                value.getBytes(StandardCharsets.US_ASCII),
                ByteBuffer.allocate(4).putInt(index).array());
    }

    /** 1 to 64 visible ASCII characters. */
    private static boolean isValid(String value) {
        return !value.isEmpty() && value.length() <= MAX_LENGTH && value.chars().allMatch(c -> c > 0x20 && c < 0x7F);
    }

    private static @Nullable String unquoted(String text) {
        StringBuilder key = new StringBuilder(text.length());
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                return i == text.length() - 1 ? key.toString() : null;
            }
            if (c == '\\' && ++i < text.length()) {
                c = text.charAt(i);
                if (c != '"' && c != '\\') {
                    return null;
                }
            }
            key.append(c);
        }
        return null;
    }
}
