package dev.weir.job.activity;

import dev.weir.job.state.Slots;
import org.jspecify.annotations.Nullable;

/**
 * Users of whom it is known that they were active on a day: the latest ones, exactly. Nearly every event is of such a user, and
 * then needs no look-up in RocksDB.
 *
 * <p>The oldest make room ({@link Slots}): what is not here may be known to the state. Not thread-safe.
 */
final class KnownActivity {
    private final @Nullable String[] users;
    private final int[] days;

    /** @param slots how many it holds at most */
    KnownActivity(int slots) {
        users = new String[Slots.size(slots)];
        days = new int[users.length];
    }

    boolean contains(String user, int day) {
        int first = firstSlot(user, day);
        for (int slot = first; slot < first + Slots.WAYS; slot++) {
            if (days[slot] == day && user.equals(users[slot])) {
                return true;
            }
        }
        return false;
    }

    /** Takes in what is not contained. */
    void add(String user, int day) {
        int first = firstSlot(user, day);
        Slots.makeRoom(users, first);
        Slots.makeRoom(days, first);
        users[first] = user;
        days[first] = day;
    }

    private int firstSlot(String user, int day) {
        return Slots.first(user.hashCode() + 31 * day, users.length);
    }
}
