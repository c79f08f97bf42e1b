package dev.weir.job.activity;

import org.jspecify.annotations.Nullable;

/**
 * Users of whom it is known that they were active on a day: the latest ones, exactly. Nearly every event is of such a user, and
 * then needs no look-up in RocksDB.
 *
 * <p>A user and day may be in one of four slots, by their hash; where all are taken, the oldest makes room. What is not here
 * may be known to the state. Not thread-safe.
 */
final class KnownActivity {
    private static final int WAYS = 4;

    private final @Nullable String[] users;
    private final int[] days;

    /** @param slots how many it holds at most */
    KnownActivity(int slots) {
        int size = Math.max(WAYS, Integer.highestOneBit(slots));
        users = new String[size];
        days = new int[size];
    }

    boolean contains(String user, int day) {
        int first = firstSlot(user, day);
        for (int slot = first; slot < first + WAYS; slot++) {
            if (days[slot] == day && user.equals(users[slot])) {
                return true;
            }
        }
        return false;
    }

    /** Takes in what is not contained. */
    void add(String user, int day) {
        int first = firstSlot(user, day);
        System.arraycopy(users, first, users, first + 1, WAYS - 1);
        System.arraycopy(days, first, days, first + 1, WAYS - 1);
        users[first] = user;
        days[first] = day;
    }

    private int firstSlot(String user, int day) {
        int hash = (user.hashCode() + 31 * day) * 0x9E3779B9;
        return (hash ^ hash >>> 16) & users.length - WAYS;
    }
}
