// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A compact encoding of identities as one value of keyed state, in no particular order.
 *
 * <p>The layout is: the earliest time of receipt (8 bytes); the size of a time offset in bytes (1); and for each
 * identity its fingerprint (16) and the offset of its receipt from the earliest. All numbers are big-endian. Within
 * some weeks, an offset takes 4 bytes.
 */
final class IdentityBlock {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int HEADER_BYTES = Long.BYTES + 1;
    private static final int FINGERPRINT_BYTES = 2 * Long.BYTES;

    private IdentityBlock() {}

    static byte[] of(IdentityList identities) {
        long earliest = Long.MAX_VALUE;
        long latest = Long.MIN_VALUE;
        for (int i = 0; i < identities.size(); i++) {
            earliest = Math.min(earliest, identities.receivedAt(i));
            latest = Math.max(latest, identities.receivedAt(i));
        }
        int timeBytes = (Long.SIZE - Long.numberOfLeadingZeros(latest - earliest) + 7) / 8;
        ByteBuffer block = ByteBuffer.allocate(HEADER_BYTES + identities.size() * (FINGERPRINT_BYTES + timeBytes));
        block.putLong(earliest).put((byte) timeBytes);
        for (int i = 0; i < identities.size(); i++) {
            block.putLong(identities.high(i)).putLong(identities.low(i));
            long later = identities.receivedAt(i) - earliest;
            for (int shift = (timeBytes - 1) * 8; shift >= 0; shift -= 8) {
                block.put((byte) (later >>> shift));
            }
        }
        return block.array();
    }

    /** Whether the block contains the identity with a receipt at or after {@code since}. */
    static boolean contains(byte[] block, long high, long low, long since) {
        int timeBytes = block[Long.BYTES];
        for (int at = HEADER_BYTES; at < block.length; at += FINGERPRINT_BYTES + timeBytes) {
            if ((long) LONG.get(block, at) == high
                    && (long) LONG.get(block, at + Long.BYTES) == low
                    && receivedAt(block, at, timeBytes) >= since) {
                return true;
            }
        }
        return false;
    }

    static void read(byte[] block, IdentityConsumer consumer) {
        int timeBytes = block[Long.BYTES];
        for (int at = HEADER_BYTES; at < block.length; at += FINGERPRINT_BYTES + timeBytes) {
            consumer.accept(
                    (long) LONG.get(block, at),
                    (long) LONG.get(block, at + Long.BYTES),
                    receivedAt(block, at, timeBytes));
        }
    }

    private static long receivedAt(byte[] block, int at, int timeBytes) {
        long later = 0;
        for (int i = 0; i < timeBytes; i++) {
            later = later << 8 | (block[at + FINGERPRINT_BYTES + i] & 0xFF);
        }
        return (long) LONG.get(block, 0) + later;
    }
}
