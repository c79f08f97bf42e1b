package dev.weir.job.dedup;

/**
 * Fingerprints of identities, each with the time of its last counted receipt.
 *
 * <p>Open addressing with linear probing over primitive arrays: about 40 bytes an identity and one cache miss a look-up,
 * where a map of objects costs three times that. Not thread-safe.
 */
final class IdentitySet {
    private static final int INITIAL_CAPACITY = 64;
    private static final int LONGS_PER_SLOT = 3;

    /** High half, low half, time of receipt; a slot whose time is {@link #FREE} is free. */
    private long[] slots;

    private int size;

    private static final long FREE = Long.MIN_VALUE;

    IdentitySet() {
        slots = freeSlots(INITIAL_CAPACITY);
    }

    int size() {
        return size;
    }

    /**
     * Whether the identity is new, that is, was not counted within the horizon before this receipt, nor after it; it is
     * remembered with this time then. A duplicate changes nothing: the horizon runs from the event that was counted. What
     * is remembered only moves forward, as it does in {@link #restore}.
     */
    boolean add(long high, long low, long receivedAt, long horizonMillis) {
        int slot = find(high, low);
        if (slots[slot + 2] != FREE && receivedAt - slots[slot + 2] <= horizonMillis) {
            return false;
        }
        put(slot, high, low, receivedAt);
        return true;
    }

    /** Whether the identity is remembered with a receipt that is not before this time. */
    boolean holds(long high, long low, long since) {
        int slot = find(high, low);
        return slots[slot + 2] != FREE && slots[slot + 2] >= since;
    }

    void forEach(IdentityReader reader) {
        for (int slot = 0; slot < slots.length; slot += LONGS_PER_SLOT) {
            if (slots[slot + 2] != FREE) {
                reader.identity(slots[slot], slots[slot + 1], slots[slot + 2]);
            }
        }
    }

    /** Remembers what was remembered before a restart; of several receipts the latest stands. */
    void restore(long high, long low, long receivedAt) {
        int slot = find(high, low);
        if (slots[slot + 2] == FREE || slots[slot + 2] < receivedAt) {
            put(slot, high, low, receivedAt);
        }
    }

    /** Forgets what was received before a time. */
    void forgetBefore(long receivedAt) {
        long[] old = slots;
        int kept = 0;
        for (int slot = 0; slot < old.length; slot += LONGS_PER_SLOT) {
            kept += old[slot + 2] != FREE && old[slot + 2] >= receivedAt ? 1 : 0;
        }
        int capacity = INITIAL_CAPACITY;
        while (capacity < kept * 2) {
            capacity *= 2;
        }
        slots = freeSlots(capacity);
        size = 0;
        for (int slot = 0; slot < old.length; slot += LONGS_PER_SLOT) {
            if (old[slot + 2] != FREE && old[slot + 2] >= receivedAt) {
                put(find(old[slot], old[slot + 1]), old[slot], old[slot + 1], old[slot + 2]);
            }
        }
    }

    private void put(int slot, long high, long low, long receivedAt) {
        boolean isNew = slots[slot + 2] == FREE;
        slots[slot] = high;
        slots[slot + 1] = low;
        slots[slot + 2] = receivedAt;
        if (isNew && ++size > slots.length / LONGS_PER_SLOT / 4 * 3) {
            grow();
        }
    }

    /** The slot of the identity, or the free one where it belongs. */
    private int find(long high, long low) {
        int capacity = slots.length / LONGS_PER_SLOT;
        // The digest is uniform: its own bits are the hash. Shards share none of them, their key is hashed apart.
        int index = (int) (low & (capacity - 1));
        while (true) {
            int slot = index * LONGS_PER_SLOT;
            if (slots[slot + 2] == FREE || (slots[slot] == high && slots[slot + 1] == low)) {
                return slot;
            }
            index = (index + 1) & (capacity - 1);
        }
    }

    private void grow() {
        long[] old = slots;
        slots = freeSlots(old.length / LONGS_PER_SLOT * 2);
        for (int slot = 0; slot < old.length; slot += LONGS_PER_SLOT) {
            if (old[slot + 2] != FREE) {
                int free = find(old[slot], old[slot + 1]);
                System.arraycopy(old, slot, slots, free, LONGS_PER_SLOT);
            }
        }
    }

    private static long[] freeSlots(int capacity) {
        long[] slots = new long[capacity * LONGS_PER_SLOT];
        for (int slot = 0; slot < slots.length; slot += LONGS_PER_SLOT) {
            slots[slot + 2] = FREE;
        }
        return slots;
    }
}
