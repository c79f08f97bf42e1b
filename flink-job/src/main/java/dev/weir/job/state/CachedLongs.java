package dev.weir.job.state;

import java.io.IOException;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * Numbers in keyed state, with those of the latest keys in memory too: a read of a busy key costs no look-up in RocksDB.
 *
 * <p>Every change goes to the state at once, so a checkpoint has all of it, and a cache that is lost costs reads alone. The
 * oldest keys make room ({@link Slots}). Arrays are shared with the caller: nobody may change one. Not thread-safe.
 */
public final class CachedLongs {
    private final ValueState<long[]> state;
    private final int maxLongs;
    private final @Nullable String[] keys;
    private final long[] @Nullable [] values;

    /**
     * Opens the state.
     *
     * @param slots how many keys all subtasks together hold in memory
     * @param maxLongs the length of the longest array that is held in memory
     */
    public static CachedLongs open(RuntimeContext context, String name, int slots, int maxLongs) {
        return new CachedLongs(
                context.getState(
                        new ValueStateDescriptor<>(name, PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO)),
                Math.max(1, slots / context.getTaskInfo().getNumberOfParallelSubtasks()),
                maxLongs);
    }

    CachedLongs(ValueState<long[]> state, int slots, int maxLongs) {
        this.state = state;
        this.maxLongs = maxLongs;
        this.keys = new String[Slots.size(slots)];
        this.values = new long[keys.length][];
    }

    /**
     * The value of a key.
     *
     * @param key the one that the state is set to
     */
    public long @Nullable [] value(String key) throws IOException {
        int slot = slotOf(key);
        if (slot >= 0) {
            return values[slot];
        }
        long[] stored = state.value();
        if (stored != null) {
            hold(slot, key, stored);
        }
        return stored;
    }

    /** @param key the one that the state is set to */
    public void update(String key, long[] value) throws IOException {
        state.update(value);
        hold(slotOf(key), key, value);
    }

    /** @param key the one that the state is set to */
    public void clear(String key) {
        state.clear();
        int slot = slotOf(key);
        if (slot >= 0) {
            empty(slot);
        }
    }

    /** @param slot as {@link #slotOf} has answered */
    private void hold(int slot, String key, long[] value) {
        if (value.length > maxLongs) {
            if (slot >= 0) {
                empty(slot);
            }
        } else if (slot >= 0) {
            values[slot] = value;
        } else {
            // The first slot of a key has the youngest.
            int first = ~slot;
            Slots.makeRoom(keys, first);
            Slots.makeRoom(values, first);
            keys[first] = key;
            values[first] = value;
        }
    }

    private void empty(int slot) {
        keys[slot] = null;
        values[slot] = null;
    }

    /** Where the key is; where it is not, the complement of its first slot. */
    private int slotOf(String key) {
        int first = Slots.first(key.hashCode(), keys.length);
        for (int slot = first; slot < first + Slots.WAYS; slot++) {
            if (key.equals(keys[slot])) {
                return slot;
            }
        }
        return ~first;
    }
}
