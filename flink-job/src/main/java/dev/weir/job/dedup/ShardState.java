// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keyed state of a shard.
 *
 * @param chunks recent identities, by hour and number: see {@link ChunkJournal}
 * @param segments the description of each segment, by its id: see {@link Segment}
 * @param blocks the identities of segments, by segment and block
 * @param filters the filters of segments, by segment and part
 */
record ShardState(ListedEntries chunks, ListedEntries segments, Entries blocks, Entries filters) {

    /** Values in the state, by id. */
    interface Entries {
        byte @Nullable [] get(long id) throws Exception;

        void put(long id, byte[] value) throws Exception;

        /** Does nothing if the id is absent. */
        void remove(long id) throws Exception;
    }

    /** Entries that are few enough to be listed at a restart. */
    interface ListedEntries extends Entries {
        /** The ids in ascending order. */
        List<Long> ids() throws Exception;
    }
}
