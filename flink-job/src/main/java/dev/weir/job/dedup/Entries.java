package dev.weir.job.dedup;

import org.jspecify.annotations.Nullable;

/** Values that a shard keeps in its state, by number. */
interface Entries {
    byte @Nullable [] get(long id) throws Exception;

    void put(long id, byte[] value) throws Exception;

    /** Does nothing where there is none. */
    void remove(long id) throws Exception;
}
