// SPDX-License-Identifier: Apache-2.0
package dev.weir.client;

import java.security.SecureRandom;
import java.util.UUID;

/** Makes event ids: UUIDs of version 7 (RFC 9562), which begin with the time and are random in the rest. */
final class UuidV7 {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long VERSION = 0x7000;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private UuidV7() {}

    /** @param epochMillis milliseconds since 1970 */
    static UUID at(long epochMillis) {
        long high = epochMillis << 16 | VERSION | RANDOM.nextLong() & 0xfff;
        long low = VARIANT | RANDOM.nextLong() >>> 2;
        return new UUID(high, low);
    }
}
