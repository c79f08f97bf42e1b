// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.progress;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A position in each partition of the log: the first offset that is not before it. Offsets do not depend on clocks, so
 * positions from different machines can be compared.
 *
 * @param nextOffsets by partition; a missing partition is at its beginning
 */
public record LogPositions(Map<Integer, Long> nextOffsets) {
    private static final byte FORMAT = 1;
    private static final int HEADER_BYTES = 1;
    private static final int PARTITION_BYTES = Integer.BYTES;
    private static final int ENTRY_BYTES = PARTITION_BYTES + Long.BYTES;

    /** Far more than the partitions of a topic need, and short enough for a request line. */
    private static final int MAX_TOKEN_CHARACTERS = 4_096;

    public LogPositions {
        nextOffsets = Map.copyOf(nextOffsets);
    }

    /** Parses a token of {@link #toToken}; returns empty for anything else. */
    public static Optional<LogPositions> ofToken(String token) {
        if (token.length() > MAX_TOKEN_CHARACTERS) {
            return Optional.empty();
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
            if (bytes.get() != FORMAT || !bytes.hasRemaining()) {
                return Optional.empty();
            }
            Map<Integer, Long> nextOffsets = new TreeMap<>();
            while (bytes.hasRemaining()) {
                int partition = bytes.getInt();
                long nextOffset = bytes.getLong();
                if (partition < 0 || nextOffset < 0 || nextOffsets.put(partition, nextOffset) != null) {
                    return Optional.empty();
                }
            }
            return Optional.of(new LogPositions(nextOffsets));
        } catch (IllegalArgumentException | BufferUnderflowException other) {
            return Optional.empty();
        }
    }

    /** Encodes the positions as a short opaque token of letters, digits, {@code -} and {@code _}. */
    public String toToken() {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + nextOffsets.size() * ENTRY_BYTES)
                .put(FORMAT);
        new TreeMap<>(nextOffsets)
                .forEach((partition, nextOffset) -> bytes.putInt(partition).putLong(nextOffset));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** Whether every record before the other positions is before these, too. */
    public boolean covers(LogPositions other) {
        return other.nextOffsets.entrySet().stream()
                .allMatch(entry -> nextOffsets.getOrDefault(entry.getKey(), 0L) >= entry.getValue());
    }
}
