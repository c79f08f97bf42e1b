// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import dev.weir.job.dedup.ShardState.ListedEntries;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The state of one shard in plain maps. */
final class MapShardState {
    private final Map chunks = new Map();
    private final Map segments = new Map();
    private final Map blocks = new Map();
    private final Map filters = new Map();

    ShardState state() {
        return new ShardState(chunks, segments, blocks, filters);
    }

    int chunks() {
        return chunks.values.size();
    }

    int segments() {
        return segments.values.size();
    }

    int blocks() {
        return blocks.values.size();
    }

    int filterParts() {
        return filters.values.size();
    }

    int blockReads() {
        return blocks.reads;
    }

    long bytes() {
        return chunks.bytes() + segments.bytes() + blocks.bytes() + filters.bytes();
    }

    /** A copy of the current state, as a checkpoint would keep it. */
    MapShardState copy() {
        MapShardState copy = new MapShardState();
        copy.chunks.values.putAll(chunks.values);
        copy.segments.values.putAll(segments.values);
        copy.blocks.values.putAll(blocks.values);
        copy.filters.values.putAll(filters.values);
        return copy;
    }

    private static final class Map implements ListedEntries {
        private final TreeMap<Long, byte[]> values = new TreeMap<>();
        private int reads;

        @Override
        public List<Long> ids() {
            return List.copyOf(values.keySet());
        }

        @Override
        public byte @Nullable [] get(long id) {
            reads++;
            return values.get(id);
        }

        @Override
        public void put(long id, byte[] value) {
            values.put(id, value);
        }

        @Override
        public void remove(long id) {
            values.remove(id);
        }

        private long bytes() {
            return values.values().stream().mapToLong(value -> value.length).sum();
        }
    }
}
