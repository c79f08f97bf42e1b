// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.dedup;

import dev.weir.job.decode.DeadLetterRecord;
import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.ledger.Tally;
import dev.weir.job.settings.CountingSettings;
import dev.weir.job.testing.ParallelOperator;
import dev.weir.job.tracing.JobTracing;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;

/** Runs the deduplicate operator at some parallelism, with the exchange before it. */
final class ParallelDeduplication implements AutoCloseable {
    /** The backend of the keyed state. */
    enum Backend {
        HASHMAP,
        ROCKSDB;

        private StateBackend create() {
            return switch (this) {
                case HASHMAP -> new HashMapStateBackend();
                case ROCKSDB -> new EmbeddedRocksDBStateBackend(false);
            };
        }
    }

    private static final MapStateDescriptor<Long, byte[]> CHUNKS = new MapStateDescriptor<>(
            KeyedShardState.CHUNKS, Types.LONG, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

    private final ParallelOperator<Integer, ReceivedEvent, ReceivedEvent> operator;
    private final List<DeadLetterRecord> deadLetters = new ArrayList<>();

    private CountingSettings settings;

    ParallelDeduplication(Backend backend, CountingSettings settings) throws Exception {
        this(backend, settings, ShardLimits.of(settings.dedupHorizon().current()));
    }

    ParallelDeduplication(Backend backend, CountingSettings settings, ShardLimits limits) throws Exception {
        this.settings = settings;
        operator = new ParallelOperator<>(
                () -> new DeduplicateOperator("events", this.settings, JobTracing.OFF, limits),
                received -> UserShards.keyOf(received.event().userId()),
                Types.INT,
                backend::create);
    }

    /** Whether the event passes. */
    boolean passes(ReceivedEvent received) throws Exception {
        operator.process(received, received.receivedAt());
        deadLetters.addAll(operator.takeSideOutput(DeadLetterRecord.TAG));
        return operator.takeOutput().equals(List.of(received));
    }

    void watermark(long timestamp) throws Exception {
        operator.watermark(timestamp);
    }

    /** Sends enough watermarks that every shard is swept. */
    void watermarks(long timestamp) throws Exception {
        for (int i = 0; i <= UserShards.COUNT; i++) {
            watermark(timestamp + i);
        }
    }

    /** Takes a checkpoint and returns the ledger. */
    Tally checkpoint() throws Exception {
        return operator.checkpoint();
    }

    /** Takes a checkpoint and restarts from it. */
    void restart(int parallelism) throws Exception {
        operator.restart(parallelism);
    }

    /** Takes a checkpoint and restarts from it with changed settings. */
    void restart(int parallelism, CountingSettings changed) throws Exception {
        settings = changed;
        operator.restart(parallelism);
    }

    List<DeadLetterRecord> deadLetters() {
        return deadLetters;
    }

    long rememberedIdentities() {
        return operator.subtasks().stream()
                .mapToLong(harness -> ((DeduplicateOperator) harness.getOperator()).rememberedIdentities())
                .sum();
    }

    /** The number of chunks in keyed state. */
    int chunks() throws Exception {
        int chunks = 0;
        for (var harness : operator.subtasks()) {
            KeyedStateBackend<Integer> state = harness.getOperator().getKeyedStateBackend();
            for (Integer shard : shards(state)) {
                state.setCurrentKey(shard);
                MapState<Long, byte[]> ofShard =
                        state.getPartitionedState(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, CHUNKS);
                chunks += (int) StreamSupport.stream(ofShard.keys().spliterator(), false)
                        .count();
            }
        }
        return chunks;
    }

    private static List<Integer> shards(KeyedStateBackend<Integer> state) {
        try (Stream<Integer> keys = state.getKeys(KeyedShardState.CHUNKS, VoidNamespace.INSTANCE)) {
            return keys.distinct().toList();
        }
    }

    @Override
    public void close() throws Exception {
        operator.close();
    }
}
