// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * Generates version 7 UUIDs, each greater than the one before: 48 bits of milliseconds, a 12-bit counter within the
 * millisecond, and 62 random bits (RFC 9562, sections 5.7 and 6.2, method 1). With more than 4,096 UUIDs in a
 * millisecond, the timestamps run ahead of the clock.
 *
 * <p>The libraries for UUIDs keep this order only for the time of their own clock. An event's UUID has the time of its
 * receipt.
 *
 * <p>Not thread-safe: use one generator per thread. The random bits make the UUIDs of different generators unique.
 */
public final class UuidV7 {
    private final SecureRandom random = new SecureRandom();
    private final byte[] pool = new byte[4096];
    private int used = pool.length;
    private long lastTick;

    /** @param millis the time in milliseconds since the Unix epoch, below 2^48 */
    public UUID next(long millis) {
        lastTick = Math.max(lastTick + 1, millis << 12);
        long high = (lastTick >>> 12) << 16 | 0x7000 | (lastTick & 0xFFF);
        long low = randomBits() >>> 2 | Long.MIN_VALUE;
        return new UUID(high, low);
    }

    private long randomBits() {
        if (used == pool.length) {
            random.nextBytes(pool);
            used = 0;
        }
        long bits = 0;
        for (int i = 0; i < 8; i++) {
            bits = bits << 8 | pool[used++] & 0xFF;
        }
        return bits;
    }
}
