// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

/** Creates, writes and restores the segments in the state of a shard. Not thread-safe. */
final class SegmentStore {
    private final ShardState state;
    private final ShardLimits limits;
    private final FilterBudget budget;

    private long nextId;

    SegmentStore(ShardState state, ShardLimits limits, FilterBudget budget) {
        this.state = state;
        this.limits = limits;
        this.budget = budget;
    }

    /** An empty segment with room for this many identities. */
    Segment create(long identities, int leastBlockBits) {
        return new Segment(
                nextId++,
                Math.max(leastBlockBits, limits.blockBits(identities)),
                new IdentityFilter(IdentityFilter.linesFor(identities), 0, budget));
    }

    /** Writes a complete segment of these identities. */
    Segment write(IdentityList identities) throws Exception {
        Segment segment = create(identities.size(), 0);
        IdentityList[] blocks = new IdentityList[segment.blockCount()];
        for (int block = 0; block < blocks.length; block++) {
            blocks[block] = new IdentityList();
        }
        for (int i = 0; i < identities.size(); i++) {
            long high = identities.high(i);
            blocks[segment.blockOf(high)].add(high, identities.low(i), identities.receivedAt(i));
        }
        for (int block = 0; block < blocks.length; block++) {
            segment.write(state.blocks(), block, blocks[block]);
        }
        IdentityFilter filter = segment.filter();
        for (int part = 0; part < filter.partCount(); part++) {
            state.filters().put(segment.entryId(part), filter.part(part, filter.folds()));
        }
        writeDescription(segment, true);
        return segment;
    }

    /** Writes the segment's description, including whether it is used after a restart. */
    void writeDescription(Segment segment, boolean alive) throws Exception {
        segment.setAlive(alive);
        state.segments().put(segment.id(), segment.description());
    }

    /** Restores a segment from the state, with its filter if the segment is in use. */
    Segment restore(long id) throws Exception {
        byte[] description = state.segments().get(id);
        if (description == null) {
            throw new IllegalStateException("a segment of identities is missing in the state");
        }
        nextId = Math.max(nextId, id + 1);
        Segment segment = Segment.of(id, description, budget);
        if (segment.isAlive()) {
            restoreFilter(segment);
        }
        return segment;
    }

    private void restoreFilter(Segment segment) throws Exception {
        IdentityFilter filter = segment.filter();
        int folds = filter.folds();
        int parts = filter.partCount();
        for (int part = 0; part < parts; part++) {
            byte[] kept = state.filters().get(segment.entryId(part));
            if (kept == null) {
                throw new IllegalStateException("a part of a filter of identities is missing in the state");
            }
            filter.restore(part, folds, kept);
            budget.enforce();
        }
    }
}
