package dev.weir.job.dedup;

import java.io.Serializable;
import java.time.Duration;

/**
 * How a shard lays out its identities.
 *
 * @param recent how many a generation of recent ones holds; there are two
 * @param blockEntries how many a block holds on average, at most
 * @param fanIn how many segments become one
 * @param segments above so many, segments are merged whatever their age
 * @param spanMillis from the earliest receipt of a merged segment to its latest: a segment is forgotten as a whole, so much late
 */
record ShardLimits(int recent, int blockEntries, int fanIn, int segments, long spanMillis) implements Serializable {
    private static final long serialVersionUID = 1L;

    static ShardLimits of(Duration horizon) {
        return new ShardLimits(6_144, 192, 4, 24, horizon.toMillis() / 8);
    }

    /** The number of bits that tell the blocks of a segment of this size apart. */
    int blockBits(long identities) {
        int bits = 0;
        while (identities >> bits > blockEntries) {
            bits++;
        }
        return bits;
    }

    /** How often segments were merged for one of this size, about. */
    int tier(long identities) {
        return (int) Math.round(Math.max(0, Math.log((double) identities / recent) / Math.log(fanIn)));
    }
}
