// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

/**
 * A set of fingerprints, each with the time of its last counted receipt.
 *
 * <p>It uses open addressing with linear probing over primitive arrays. That costs about 40 bytes per identity and one
 * cache miss per lookup; a map of objects costs about three times as much. Not thread-safe.
 */
final class IdentitySet {
    private static final int INITIAL_CAPACITY = 64;
    private static final int LONGS_PER_SLOT = 3;

    /** Per slot: high half, low half and time of receipt. A slot with the time {@link #FREE} is free. */
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
     * Adds the identity if it is new, and returns whether it was.
     *
     * <p>An identity is new if it was not counted within the horizon before this receipt, and not after this receipt
     * either. A duplicate does not change the stored time, because the horizon starts at the counted event. The stored
     * time only moves forward, as in {@link #restore}.
     */
    boolean add(long high, long low, long receivedAt, long horizonMillis) {
        int slot = find(high, low);
        if (slots[slot + 2] != FREE && receivedAt - slots[slot + 2] <= horizonMillis) {
            return false;
        }
        put(slot, high, low, receivedAt);
        return true;
    }

    /** Whether the set contains the identity with a receipt at or after {@code since}. */
    boolean contains(long high, long low, long since) {
        int slot = find(high, low);
        return slots[slot + 2] != FREE && slots[slot + 2] >= since;
    }

    void forEach(IdentityConsumer consumer) {
        for (int slot = 0; slot < slots.length; slot += LONGS_PER_SLOT) {
            if (slots[slot + 2] != FREE) {
                consumer.accept(slots[slot], slots[slot + 1], slots[slot + 2]);
            }
        }
    }

    /** Adds an identity from the state; of several receipts, the latest is kept. */
    void restore(long high, long low, long receivedAt) {
        int slot = find(high, low);
        if (slots[slot + 2] == FREE || slots[slot + 2] < receivedAt) {
            put(slot, high, low, receivedAt);
        }
    }

    /** Removes identities received before this time. */
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

    /** The slot of the identity, or the free slot where it belongs. */
    private int find(long high, long low) {
        int capacity = slots.length / LONGS_PER_SLOT;
        // The digest is uniform, so its bits serve as the hash. The choice of the shard uses a different hash of the
        // user.
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
