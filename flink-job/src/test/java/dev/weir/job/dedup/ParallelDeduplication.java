package dev.weir.job.dedup;

import dev.weir.job.decode.DeadLetter;
import dev.weir.job.decode.ReceivedEvent;
import dev.weir.job.time.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** The deduplicate operator at some parallelism, with the exchange before it. */
final class ParallelDeduplication implements AutoCloseable {
    /** Where its keyed state is. */
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
            DeduplicateOperator.CHUNKS, Types.LONG, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

    private final Backend backend;
    private final Duration horizon;
    private final Retention retention;
    private final List<DeadLetter> deadLetters = new ArrayList<>();

    private List<KeyedOneInputStreamOperatorTestHarness<Integer, ReceivedEvent, ReceivedEvent>> subtasks;
    private long checkpointId;

    ParallelDeduplication(Backend backend, Duration horizon, Retention retention) throws Exception {
        this.backend = backend;
        this.horizon = horizon;
        this.retention = retention;
        this.subtasks = start(1, null, 1);
    }

    /** Whether the event passes. */
    boolean passes(ReceivedEvent received) throws Exception {
        int subtask = KeyGroupRangeAssignment.assignKeyToParallelOperator(
                UserShards.keyOf(received.event().userId()), UserShards.COUNT, subtasks.size());
        var harness = subtasks.get(subtask);
        harness.processElement(received, received.receivedAt());
        List<ReceivedEvent> passed = harness.extractOutputValues();
        harness.getOutput().clear();
        Queue<StreamRecord<DeadLetter>> late = harness.getSideOutput(DeadLetter.TAG);
        if (late != null) {
            late.forEach(letter -> deadLetters.add(letter.getValue()));
            late.clear();
        }
        return passed.equals(List.of(received));
    }

    void watermark(long timestamp) throws Exception {
        for (var harness : subtasks) {
            harness.processWatermark(timestamp);
        }
    }

    /** As many watermarks as it takes until every shard has been swept. */
    void watermarks(long timestamp) throws Exception {
        for (int i = 0; i <= UserShards.COUNT; i++) {
            watermark(timestamp + i);
        }
    }

    void checkpoint() throws Exception {
        snapshot();
    }

    /** Stops after a checkpoint and goes on from it. */
    void restart(int parallelism) throws Exception {
        OperatorSubtaskState state =
                AbstractStreamOperatorTestHarness.repackageState(snapshot().toArray(OperatorSubtaskState[]::new));
        int before = subtasks.size();
        close();
        subtasks = start(parallelism, state, before);
    }

    List<DeadLetter> deadLetters() {
        return deadLetters;
    }

    int rememberedIdentities() {
        return subtasks.stream()
                .mapToInt(harness -> ((DeduplicateOperator) harness.getOperator()).rememberedIdentities())
                .sum();
    }

    /** How many chunks the keyed state holds. */
    int chunks() throws Exception {
        int chunks = 0;
        for (var harness : subtasks) {
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
        try (Stream<Integer> keys = state.getKeys(DeduplicateOperator.CHUNKS, VoidNamespace.INSTANCE)) {
            return keys.distinct().toList();
        }
    }

    @Override
    public void close() throws Exception {
        for (var harness : subtasks) {
            harness.close();
        }
    }

    private List<OperatorSubtaskState> snapshot() throws Exception {
        checkpointId++;
        List<OperatorSubtaskState> states = new ArrayList<>();
        for (var harness : subtasks) {
            harness.prepareSnapshotPreBarrier(checkpointId);
            states.add(harness.snapshot(checkpointId, checkpointId));
        }
        return states;
    }

    private List<KeyedOneInputStreamOperatorTestHarness<Integer, ReceivedEvent, ReceivedEvent>> start(
            int parallelism, @Nullable OperatorSubtaskState state, int parallelismBefore) throws Exception {
        List<KeyedOneInputStreamOperatorTestHarness<Integer, ReceivedEvent, ReceivedEvent>> started = new ArrayList<>();
        for (int subtask = 0; subtask < parallelism; subtask++) {
            var harness = new KeyedOneInputStreamOperatorTestHarness<>(
                    new DeduplicateOperator("events", horizon, retention),
                    received -> UserShards.keyOf(received.event().userId()),
                    Types.INT,
                    UserShards.COUNT,
                    parallelism,
                    subtask);
            harness.setStateBackend(backend.create());
            if (state != null) {
                harness.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                        state, UserShards.COUNT, parallelismBefore, parallelism, subtask));
            }
            harness.open();
            started.add(harness);
        }
        return started;
    }
}
