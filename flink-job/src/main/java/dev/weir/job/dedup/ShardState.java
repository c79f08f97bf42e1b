// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

/**
 * The keyed state of a shard.
 *
 * @param chunks recent identities, by hour and number: see {@link Journal}
 * @param segments the description of each segment, by its id: see {@link Segment}
 * @param blocks the identities of segments, by segment and block
 * @param filters the filters of segments, by segment and part
 */
record ShardState(ListedEntries chunks, ListedEntries segments, Entries blocks, Entries filters) {}
