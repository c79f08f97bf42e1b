// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import java.io.Serializable;
import java.time.Duration;

/**
 * The sizes by which a shard lays out its identities.
 *
 * @param generationSize the capacity of a generation of recent identities; there are two generations
 * @param blockEntries the maximum average number of identities per block
 * @param fanIn the number of segments that are merged into one
 * @param maxSegments the number of segments above which they are merged regardless of their age
 * @param spanMillis the longest time from the earliest receipt of a merged segment to its latest. Segments are removed
 *     as a whole, so an identity may be kept this much longer than necessary
 */
record ShardLimits(int generationSize, int blockEntries, int fanIn, int maxSegments, long spanMillis)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    static ShardLimits of(Duration horizon) {
        return new ShardLimits(6_144, 192, 4, 24, horizon.toMillis() / 8);
    }

    /** The number of fingerprint bits that select a block in a segment of this size. */
    int blockBits(long identities) {
        int bits = 0;
        while (identities >> bits > blockEntries) {
            bits++;
        }
        return bits;
    }

    /** Approximately how often segments were merged to reach this size. */
    int tier(long identities) {
        return (int) Math.round(Math.max(0, Math.log((double) identities / generationSize) / Math.log(fanIn)));
    }
}
