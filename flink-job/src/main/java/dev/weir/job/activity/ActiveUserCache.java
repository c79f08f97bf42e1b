// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.activity;

import dev.weir.job.state.CacheSlots;
import org.jspecify.annotations.Nullable;

/**
 * A cache of users that are known to be active on a day. Nearly every event is from such a user, and then needs no
 * lookup in RocksDB.
 *
 * <p>The cache never has false positives. Old entries are evicted ({@link CacheSlots}), so a user who is missing here
 * may still be in the state. Not thread-safe.
 */
final class ActiveUserCache {
    private final @Nullable String[] users;
    private final int[] days;

    /** @param slots the maximum number of entries */
    ActiveUserCache(int slots) {
        users = new String[CacheSlots.size(slots)];
        days = new int[users.length];
    }

    boolean contains(String user, int day) {
        int first = firstSlot(user, day);
        for (int slot = first; slot < first + CacheSlots.WAYS; slot++) {
            if (days[slot] == day && user.equals(users[slot])) {
                return true;
            }
        }
        return false;
    }

    /** Adds a pair that is not yet in the cache. */
    void add(String user, int day) {
        int first = firstSlot(user, day);
        CacheSlots.makeRoom(users, first);
        CacheSlots.makeRoom(days, first);
        users[first] = user;
        days[first] = day;
    }

    private int firstSlot(String user, int day) {
        return CacheSlots.first(user.hashCode() + 31 * day, users.length);
    }
}
