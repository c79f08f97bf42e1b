// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import dev.weir.event.UuidV8;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A client's key for one request. The events without an {@code event_id} get the same ids whenever the request is sent
 * again.
 */
record IdempotencyKey(String value) {
    static final int MAX_LENGTH = 64;

    IdempotencyKey {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not an idempotency key");
        }
    }

    /**
     * The key in a header; null if the key is not valid. A key in double quotes, as in the IETF's draft (a String of
     * RFC 9651), is the same key as without quotes.
     */
    static @Nullable IdempotencyKey of(String header) {
        String text = header.strip();
        String key = text.startsWith("\"") ? unquoted(text) : text;
        return key != null && isValid(key) ? new IdempotencyKey(key) : null;
    }

    /** A version 8 UUID of the key and the index. */
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
