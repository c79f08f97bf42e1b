// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.state;

import java.io.IOException;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * Arrays of numbers in keyed state, with a cache of recently used keys. Reading a busy key then needs no lookup in
 * RocksDB.
 *
 * <p>Every change is written to the state at once. So checkpoints are complete, and a lost cache only costs reads. Old
 * keys are evicted ({@link CacheSlots}). Arrays are shared with the caller and must not be modified. Not thread-safe.
 */
public final class CachedArrayState {
    private final ValueState<long[]> state;
    private final int maxLongs;
    private final @Nullable String[] keys;
    private final long[] @Nullable [] values;

    /**
     * Opens the state.
     *
     * @param slots the number of keys that the caches of all subtasks hold together
     * @param maxLongs the maximum length of a cached array
     */
    public static CachedArrayState open(RuntimeContext context, String name, int slots, int maxLongs) {
        return new CachedArrayState(
                context.getState(
                        new ValueStateDescriptor<>(name, PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO)),
                Math.max(1, slots / context.getTaskInfo().getNumberOfParallelSubtasks()),
                maxLongs);
    }

    CachedArrayState(ValueState<long[]> state, int slots, int maxLongs) {
        this.state = state;
        this.maxLongs = maxLongs;
        this.keys = new String[CacheSlots.size(slots)];
        this.values = new long[keys.length][];
    }

    /**
     * The value of a key.
     *
     * @param key must be the current key of the state
     */
    public long @Nullable [] value(String key) throws IOException {
        int slot = slotOf(key);
        if (slot >= 0) {
            return values[slot];
        }
        long[] stored = state.value();
        if (stored != null) {
            cache(slot, key, stored);
        }
        return stored;
    }

    /** @param key must be the current key of the state */
    public void update(String key, long[] value) throws IOException {
        state.update(value);
        cache(slotOf(key), key, value);
    }

    /** @param key must be the current key of the state */
    public void clear(String key) {
        state.clear();
        int slot = slotOf(key);
        if (slot >= 0) {
            evict(slot);
        }
    }

    /** @param slot a result of {@link #slotOf} */
    private void cache(int slot, String key, long[] value) {
        if (value.length > maxLongs) {
            if (slot >= 0) {
                evict(slot);
            }
        } else if (slot >= 0) {
            values[slot] = value;
        } else {
            // The first of a key's slots holds the newest entry.
            int first = ~slot;
            CacheSlots.makeRoom(keys, first);
            CacheSlots.makeRoom(values, first);
            keys[first] = key;
            values[first] = value;
        }
    }

    private void evict(int slot) {
        keys[slot] = null;
        values[slot] = null;
    }

    /** The slot of the key or, if absent, the complement of the key's first slot. */
    private int slotOf(String key) {
        int first = CacheSlots.first(key.hashCode(), keys.length);
        for (int slot = first; slot < first + CacheSlots.WAYS; slot++) {
            if (key.equals(keys[slot])) {
                return slot;
            }
        }
        return ~first;
    }
}
