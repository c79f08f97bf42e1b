// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.state;

/**
 * Computes slots for a cache of fixed size. Each key has four adjacent slots, chosen by its hash. If all four are
 * taken, the oldest entry is evicted.
 */
public final class CacheSlots {
    /** The number of slots of a key. */
    public static final int WAYS = 4;

    private CacheSlots() {}

    /** The array length of a cache for at most this many keys. */
    public static int size(int keys) {
        return Math.max(WAYS, Integer.highestOneBit(keys));
    }

    /** The first slot of a key. */
    public static int first(int hash, int size) {
        int spread = hash * 0x9E3779B9;
        return (spread ^ spread >>> 16) & size - WAYS;
    }

    /** Moves the entries of a key's slots by one, so that the first is free. The last one is evicted. */
    @SuppressWarnings("SuspiciousSystemArraycopy") // The array may have any type.
    public static void makeRoom(Object array, int first) {
        System.arraycopy(array, first, array, first + 1, WAYS - 1);
    }
}
