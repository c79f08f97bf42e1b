package dev.weir.job.dedup;

/**
 * What a shard keeps in state.
 *
 * @param chunks of recent identities, by hour and number: see {@link Journal}
 * @param segments what is known of each segment, by its number: see {@link Segment}
 * @param blocks the identities of segments, by segment and block
 * @param filters those of segments, by segment and part
 */
record ShardState(ListedEntries chunks, ListedEntries segments, Entries blocks, Entries filters) {}
