// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Partitions users into shards, one for each of Flink's key groups, and assigns each shard a key.
 *
 * <p>A stream keyed by {@link #keyOf} is partitioned exactly as a stream keyed by the user, because both keys are in
 * the same key group. So an operator can keep its state per shard where that is cheaper, and the operators after it can
 * be keyed by the user without a second shuffle. This holds at any parallelism.
 */
public final class UserShards {
    /**
     * The number of key groups, which is also the number of shards and the maximum parallelism. It cannot be changed
     * for existing state.
     */
    public static final int COUNT = 128;

    private static final int[] KEYS = keys();

    private UserShards() {}

    /** The key of the shard for this key group. */
    static int keyOf(int keyGroup) {
        return KEYS[keyGroup];
    }

    /** The key of the shard that the user belongs to. */
    public static int keyOf(String userId) {
        return KEYS[KeyGroupRangeAssignment.assignToKeyGroup(userId, COUNT)];
    }

    /** By key group, the smallest non-negative integer that Flink assigns to it. */
    private static int[] keys() {
        int[] keys = new int[COUNT];
        boolean[] found = new boolean[COUNT];
        for (int candidate = 0, missing = COUNT; missing > 0; candidate++) {
            int keyGroup = KeyGroupRangeAssignment.assignToKeyGroup(candidate, COUNT);
            if (!found[keyGroup]) {
                found[keyGroup] = true;
                keys[keyGroup] = candidate;
                missing--;
            }
        }
        return keys;
    }
}
