// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import dev.weir.job.dedup.ShardState.ListedEntries;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The chunks of recent identities in the state of a shard. The id of a chunk consists of the hour of its latest receipt
 * and a sequence number within that hour. Not thread-safe.
 */
final class ChunkJournal {
    private static final int NUMBER_BITS = 24;

    private final ListedEntries chunks;

    /** By hour, the number of the next chunk. */
    private final TreeMap<Long, Integer> nextNumbers = new TreeMap<>();

    ChunkJournal(ListedEntries chunks) {
        this.chunks = chunks;
    }

    /** Registers a chunk found in the restored state. */
    void register(long id) {
        nextNumbers.merge(hourOfId(id), (int) (id & ((1 << NUMBER_BITS) - 1)) + 1, Math::max);
    }

    /** Writes a chunk and returns its id. */
    long write(IdentityChunk chunk) throws Exception {
        long hour = hourOfReceipt(chunk.latest());
        int number = nextNumbers.merge(hour, 1, Integer::sum) - 1;
        long id = hour << NUMBER_BITS | number;
        chunks.put(id, chunk.toByteArray());
        return id;
    }

    void remove(long id) throws Exception {
        chunks.remove(id);
    }

    void forgetBefore(long hour) {
        nextNumbers.headMap(hour).clear();
    }

    static long hourOfId(long id) {
        return id >> NUMBER_BITS;
    }

    static long hourOfReceipt(long receivedAt) {
        return Math.floorDiv(receivedAt, TimeUnit.HOURS.toMillis(1));
    }
}
