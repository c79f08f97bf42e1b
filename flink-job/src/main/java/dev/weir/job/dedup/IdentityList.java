// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import java.util.Arrays;

/** A growing list of fingerprints, each with its time of receipt. Not thread-safe. */
final class IdentityList {
    private static final int LONGS_PER_IDENTITY = 3;

    private long[] longs = new long[16 * LONGS_PER_IDENTITY];
    private int length;

    void add(long high, long low, long receivedAt) {
        if (length == longs.length) {
            longs = Arrays.copyOf(longs, length * 2);
        }
        longs[length] = high;
        longs[length + 1] = low;
        longs[length + 2] = receivedAt;
        length += LONGS_PER_IDENTITY;
    }

    int size() {
        return length / LONGS_PER_IDENTITY;
    }

    long high(int index) {
        return longs[index * LONGS_PER_IDENTITY];
    }

    long low(int index) {
        return longs[index * LONGS_PER_IDENTITY + 1];
    }

    long receivedAt(int index) {
        return longs[index * LONGS_PER_IDENTITY + 2];
    }

    void clear() {
        length = 0;
    }
}
