// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import dev.weir.job.dedup.ShardState.Entries;
import java.nio.ByteBuffer;

/**
 * A set of sealed identities of a shard. The identities are in state, in blocks by the first bits of their
 * fingerprints. The filter is in memory. A segment is written once and removed as a whole.
 *
 * <p>During a merge, the output serves lookups of fingerprints below a border, and the inputs serve the others.
 */
final class Segment {
    static final long END = 1L << 32;

    private static final byte FORMAT = 1;
    private static final int BYTES = 4 + Integer.BYTES + 3 * Long.BYTES;
    private static final int NUMBER_BITS = 24;

    private final long id;
    private final int blockBits;
    private final IdentityFilter filter;

    private long size;
    private long earliest = Long.MAX_VALUE;
    private long latest = Long.MIN_VALUE;
    private long from;
    private long to = END;
    private boolean merging;
    private boolean alive;

    Segment(long id, int blockBits, IdentityFilter filter) {
        this.id = id;
        this.blockBits = blockBits;
        this.filter = filter;
    }

    long id() {
        return id;
    }

    int blockBits() {
        return blockBits;
    }

    int blockCount() {
        return 1 << blockBits;
    }

    IdentityFilter filter() {
        return filter;
    }

    long size() {
        return size;
    }

    long earliest() {
        return earliest;
    }

    long latest() {
        return latest;
    }

    boolean isMerging() {
        return merging;
    }

    void markMerging() {
        merging = true;
    }

    void markMerged() {
        merging = false;
    }

    /** The number of the block that an identity belongs to. */
    int blockOf(long high) {
        return (int) (IdentityFilter.hash(high) >>> 32 - blockBits);
    }

    /** The first hash after a block. */
    long endOf(int block) {
        return block + 1L << 32 - blockBits;
    }

    /** Restricts lookups to fingerprints at or above this hash. */
    void limitLookupsFrom(long hash) {
        from = hash;
        filter.releaseBelow(hash);
    }

    /** Restricts lookups to fingerprints below this hash. */
    void limitLookupsBelow(long hash) {
        to = hash;
    }

    /** Whether the segment contains the identity with a receipt at or after {@code since}. */
    boolean contains(Entries blocks, long high, long low, long since) throws Exception {
        long hash = IdentityFilter.hash(high);
        if (latest < since || hash < from || hash >= to || !filter.mightContain(high, low)) {
            return false;
        }
        byte[] block = blocks.get(entryId(blockOf(high)));
        return block != null && IdentityBlock.contains(block, high, low, since);
    }

    /** Writes a block. Each block is written at most once. */
    void write(Entries blocks, int block, IdentityList identities) throws Exception {
        if (identities.size() == 0) {
            return;
        }
        blocks.put(entryId(block), IdentityBlock.of(identities));
        for (int i = 0; i < identities.size(); i++) {
            filter.add(identities.high(i), identities.low(i));
            earliest = Math.min(earliest, identities.receivedAt(i));
            latest = Math.max(latest, identities.receivedAt(i));
        }
        size += identities.size();
    }

    /** The state id of a block or of a part of the filter. */
    long entryId(int number) {
        return id << NUMBER_BITS | number;
    }

    /**
     * Whether the segment is used after a restart: it is complete, and neither merged into another one nor forgotten.
     */
    boolean isAlive() {
        return alive;
    }

    void setAlive(boolean now) {
        alive = now;
    }

    /** Encodes the segment's metadata for the state. */
    byte[] description() {
        return ByteBuffer.allocate(BYTES)
                .put(FORMAT)
                .put((byte) (alive ? 1 : 0))
                .put((byte) blockBits)
                .put((byte) filter.folds())
                .putInt(filter.lines())
                .putLong(size)
                .putLong(earliest)
                .putLong(latest)
                .array();
    }

    /** Decodes a segment from its description, with an empty filter. */
    static Segment of(long id, byte[] description, FilterBudget budget) {
        ByteBuffer buffer = ByteBuffer.wrap(description);
        byte format = buffer.get();
        if (format != FORMAT) {
            throw new IllegalStateException(
                    "The state was written by a later version: it has identity segments of format " + format);
        }
        boolean alive = buffer.get() == 1;
        int blockBits = buffer.get();
        int folds = buffer.get();
        Segment segment = new Segment(id, blockBits, new IdentityFilter(buffer.getInt(), folds, budget));
        segment.alive = alive;
        segment.size = buffer.getLong();
        segment.earliest = buffer.getLong();
        segment.latest = buffer.getLong();
        return segment;
    }
}
