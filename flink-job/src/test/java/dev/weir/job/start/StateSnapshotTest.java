// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.job.JobConfiguration.StateBackend;
import dev.weir.job.dedup.OpenDays;
import dev.weir.job.settings.CountingSettings;
import dev.weir.job.source.RestoredOffset;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitSerializer;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.DefaultOperatorStateBackend;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeOffsets;
import org.apache.flink.runtime.state.KeyGroupsSavepointStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.apache.flink.runtime.state.memory.MemCheckpointStreamFactory;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests what is read from a checkpoint without running the job. */
class StateSnapshotTest {
    private static final KeyGroupRange ALL = KeyGroupRange.of(0, 127);
    private static final CountingSettings SETTINGS =
            CountingSettings.of(Duration.ofDays(30), Duration.ofHours(24)).withTopicId("an-id");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void readsTheStateOfTheOperators() throws Exception {
        KeyedStateHandle incremental = new IncrementalRemoteKeyedStateHandle(
                UUID.randomUUID(), ALL, 7, List.of(), List.of(), new ByteStreamStateHandle("meta", new byte[0]));

        StateSnapshot state = read(incremental);

        assertThat(state.backend()).contains(StateBackend.ROCKSDB);
        assertThat(state.positions())
                .containsExactlyInAnyOrder(new RestoredOffset("events", 2, 17), new RestoredOffset("events", 3, 19));
        assertThat(state.clock()).hasValue(120);
        assertThat(state.tablesCompleteUpTo()).hasValue(100);
        assertThat(state.settings()).contains(SETTINGS);
    }

    @Test
    void distinguishesAHeapCheckpointFromASavepoint() throws Exception {
        KeyGroupRangeOffsets offsets = new KeyGroupRangeOffsets(ALL);
        ByteStreamStateHandle bytes = new ByteStreamStateHandle("keyed", new byte[0]);

        assertThat(read(new KeyGroupsStateHandle(offsets, bytes)).backend()).contains(StateBackend.HASHMAP);
        assertThat(read(new KeyGroupsSavepointStateHandle(offsets, bytes)).backend())
                .isEmpty();
    }

    @Test
    void failsWithoutACheckpoint() {
        assertThatThrownBy(() -> StateSnapshot.read(folder.toUri().toString())).isInstanceOf(IOException.class);
    }

    private StateSnapshot read(KeyedStateHandle keyed) throws Exception {
        OperatorState operator = new OperatorState("name", "uid", new OperatorID(), 2, 128);
        operator.putState(
                0, subtask(keyed, new KafkaPartitionSplit(new TopicPartition("events", 2), 17), 100, SETTINGS.lines()));
        operator.putState(
                1, subtask(keyed, new KafkaPartitionSplit(new TopicPartition("events", 3), 19), 120, List.of()));
        try (OutputStream out = Files.newOutputStream(folder.resolve("_metadata"))) {
            Checkpoints.storeCheckpointMetadata(new CheckpointMetadata(7, List.of(operator), List.of()), out);
        }
        return StateSnapshot.read(folder.toUri().toString());
    }

    private static OperatorSubtaskState subtask(
            KeyedStateHandle keyed, KafkaPartitionSplit split, long clock, List<String> settings) throws Exception {
        try (CloseableRegistry closing = new CloseableRegistry()) {
            DefaultOperatorStateBackend states = new DefaultOperatorStateBackendBuilder(
                            StateSnapshotTest.class.getClassLoader(), new ExecutionConfig(), false, List.of(), closing)
                    .build();
            states.getListState(new ListStateDescriptor<>("SourceReaderState", BytePrimitiveArraySerializer.INSTANCE))
                    .add(SimpleVersionedSerialization.writeVersionAndSerialize(
                            new KafkaPartitionSplitSerializer(), split));
            states.getUnionListState(OpenDays.CLOCK).add(clock);
            states.getUnionListState(OpenDays.WRITTEN).add(clock);
            states.getUnionListState(OpenDays.SETTINGS).addAll(settings);
            var snapshot = states.snapshot(
                    7,
                    7,
                    new MemCheckpointStreamFactory(1 << 20),
                    CheckpointOptions.forCheckpointWithDefaultLocation());
            snapshot.run();
            SnapshotResult<OperatorStateHandle> taken = snapshot.get();
            return OperatorSubtaskState.builder()
                    .setManagedOperatorState(taken.getJobManagerOwnedSnapshot())
                    .setManagedKeyedState(keyed)
                    .build();
        }
    }
}
