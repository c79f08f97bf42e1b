package dev.weir.job.dedup;

import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * The shards of users: one for each of Flink's key groups, and a key that stands for it.
 *
 * <p>A stream that is keyed by {@link #keyOf} is partitioned just as if it were keyed by the user: both reach the same key
 * group. So state may be kept a shard at a time where that is cheaper, and what follows may go on keyed by the user
 * without a second shuffle, at any parallelism.
 */
public final class UserShards {
    /** The number of key groups, hence of shards and the highest parallelism; fixed for the life of the state. */
    public static final int COUNT = 128;

    private static final int[] KEYS = keys();

    private UserShards() {}

    /** The key of the shard that is a key group. */
    static int keyOf(int keyGroup) {
        return KEYS[keyGroup];
    }

    /** The key of the shard that a user belongs to. */
    public static int keyOf(String userId) {
        return KEYS[KeyGroupRangeAssignment.assignToKeyGroup(userId, COUNT)];
    }

    /** For each key group the smallest whole number that Flink assigns to it. */
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
