// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

/** Removes a segment from the state, one entry at a time. After a restart, the removal starts over. */
final class SegmentRemoval {
    private final Segment segment;
    private final int parts;

    private int nextBlock;
    private int nextPart;

    SegmentRemoval(Segment segment) {
        this.segment = segment;
        // The filter may have been written to state before it was folded, when it had more parts.
        parts = (segment.filter().lines() - 1) / IdentityFilter.LINES_PER_PART + 1;
    }

    /** Removes one entry. Returns whether the segment is completely removed. */
    boolean step(ShardState state) throws Exception {
        if (nextBlock < segment.blockCount()) {
            state.blocks().remove(segment.entryId(nextBlock++));
            return false;
        }
        if (nextPart < parts) {
            state.filters().remove(segment.entryId(nextPart++));
            return false;
        }
        state.segments().remove(segment.id());
        return true;
    }
}
