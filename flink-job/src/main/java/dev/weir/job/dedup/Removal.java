package dev.weir.job.dedup;

/** Removes a segment from the state, an entry at a time. After a restart it begins anew. */
final class Removal {
    private final Segment segment;
    private final int parts;

    private int nextBlock;
    private int nextPart;

    Removal(Segment segment) {
        this.segment = segment;
        // It may have been kept before it was folded.
        parts = (segment.filter().lines() - 1) / IdentityFilter.LINES_PER_PART + 1;
    }

    /** Whether nothing is left. */
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
