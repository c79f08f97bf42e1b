// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import dev.weir.job.dedup.ShardState.Entries;
import dev.weir.job.dedup.ShardState.ListedEntries;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.internal.InternalValueState;
import org.jspecify.annotations.Nullable;

/** Accesses the state of the shard that is Flink's current key. */
final class KeyedShardState {
    static final String CHUNKS = "identity-chunks";
    static final String SEGMENTS = "identity-segments";
    static final String BLOCKS = "identity-blocks";
    static final String FILTERS = "identity-filters";

    private KeyedShardState() {}

    static ShardState of(KeyedStateStore store, KeyedStateBackend<?> backend) throws Exception {
        return new ShardState(
                listed(store, CHUNKS), listed(store, SEGMENTS), single(backend, BLOCKS), single(backend, FILTERS));
    }

    private static ListedEntries listed(KeyedStateStore store, String name) {
        MapState<Long, byte[]> map = store.getMapState(
                new MapStateDescriptor<>(name, Types.LONG, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        return new ListedEntries() {
            @Override
            public List<Long> ids() throws Exception {
                return StreamSupport.stream(map.keys().spliterator(), false)
                        .sorted()
                        .toList();
            }

            @Override
            public byte @Nullable [] get(long id) throws Exception {
                return map.get(id);
            }

            @Override
            public void put(long id, byte[] value) throws Exception {
                map.put(id, value);
            }

            @Override
            public void remove(long id) throws Exception {
                map.remove(id);
            }
        };
    }

    /**
     * Keeps each value in its own namespace instead of in one map. With the heap backend, Flink copies a value as a
     * whole when it is first read after a checkpoint, and a map would be one large value.
     */
    @SuppressWarnings("unchecked")
    private static <K> Entries single(KeyedStateBackend<K> backend, String name) throws Exception {
        var state = (InternalValueState<K, Long, byte[]>) backend.getOrCreateKeyedState(
                LongSerializer.INSTANCE, new ValueStateDescriptor<>(name, BytePrimitiveArraySerializer.INSTANCE));
        return new Entries() {
            @Override
            public byte @Nullable [] get(long id) throws Exception {
                state.setCurrentNamespace(id);
                return state.value();
            }

            @Override
            public void put(long id, byte[] value) throws Exception {
                state.setCurrentNamespace(id);
                state.update(value);
            }

            @Override
            public void remove(long id) throws Exception {
                state.setCurrentNamespace(id);
                state.clear();
            }
        };
    }
}
