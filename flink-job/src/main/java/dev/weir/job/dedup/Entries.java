// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import org.jspecify.annotations.Nullable;

/** Values in the state of a shard, by id. */
interface Entries {
    byte @Nullable [] get(long id) throws Exception;

    void put(long id, byte[] value) throws Exception;

    /** Does nothing if the id is absent. */
    void remove(long id) throws Exception;
}
