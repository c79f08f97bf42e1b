// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.start;

import dev.weir.job.JobConfiguration.StateBackend;
import dev.weir.job.dedup.OpenDays;
import dev.weir.job.settings.CountingSettings;
import dev.weir.job.source.RestoredOffset;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.CompletedCheckpointStorageLocation;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupsSavepointStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateBackend;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;

/**
 * The checkpoint or savepoint that the job will be restored from.
 *
 * <p>It is read before the job is submitted, so that a start can be refused instead of failing and restarting forever.
 * Reading it needs classes that Flink itself restores with and that are not part of its public API. A test reads a
 * checkpoint of the real graph.
 *
 * @param backend the only state backend that can read it; empty for a savepoint, which every backend can read
 * @param positions the offsets of the source
 * @param clock the clock of the deduplication
 * @param tablesCompleteUpTo the freshness that the tables had reached when the state was taken
 * @param settings the settings under which events were counted; empty if the state does not contain them
 */
public record StateSnapshot(
        String path,
        Optional<StateBackend> backend,
        List<RestoredOffset> positions,
        OptionalLong clock,
        OptionalLong tablesCompleteUpTo,
        Optional<CountingSettings> settings) {

    /** The name under which every source keeps the splits of its readers. */
    private static final ListStateDescriptor<byte[]> SPLITS =
            new ListStateDescriptor<>("SourceReaderState", BytePrimitiveArraySerializer.INSTANCE);

    static StateSnapshot read(String path) throws IOException {
        CompletedCheckpointStorageLocation location = AbstractFsCheckpointStorageAccess.resolveCheckpointPointer(path);
        ClassLoader classLoader = StateSnapshot.class.getClassLoader();
        CheckpointMetadata metadata;
        try (DataInputStream in =
                new DataInputStream(location.getMetadataHandle().openInputStream())) {
            metadata = Checkpoints.loadCheckpointMetadata(in, classLoader, location.getExternalPointer());
        }
        Collection<OperatorState> operators = metadata.getOperatorStates();
        List<RestoredOffset> positions = new ArrayList<>();
        for (byte[] split : entries(operators, SPLITS, OperatorStateStore::getListState)) {
            positions.add(RestoredOffset.ofSplit(split));
        }
        return new StateSnapshot(
                path,
                backend(operators),
                positions,
                emptyIfUnset(unionEntries(operators, OpenDays.CLOCK).stream()
                        .mapToLong(clock -> clock)
                        .max()),
                emptyIfUnset(unionEntries(operators, OpenDays.WRITTEN).stream()
                        .mapToLong(clock -> clock)
                        .min()),
                CountingSettings.parse(unionEntries(operators, OpenDays.SETTINGS)));
    }

    private static OptionalLong emptyIfUnset(OptionalLong clock) {
        return clock.isPresent() && clock.getAsLong() == Long.MIN_VALUE ? OptionalLong.empty() : clock;
    }

    /** How a state is distributed over the subtasks decides which method reads it. */
    private interface StateAccess {
        <T> ListState<T> list(OperatorStateStore states, ListStateDescriptor<T> name) throws Exception;
    }

    private static <T> List<T> unionEntries(Collection<OperatorState> operators, ListStateDescriptor<T> name)
            throws IOException {
        return entries(operators, name, OperatorStateStore::getUnionListState);
    }

    /** The entries of all subtasks under a name. No two operators share a name. */
    private static <T> List<T> entries(
            Collection<OperatorState> operators, ListStateDescriptor<T> name, StateAccess access) throws IOException {
        List<OperatorStateHandle> handles = operators.stream()
                .flatMap(operator -> operator.getStates().stream())
                .flatMap(subtask -> subtask.getManagedOperatorState().stream())
                .filter(handle -> handle.getStateNameToPartitionOffsets().containsKey(name.getName()))
                .collect(Collectors.toList());
        if (handles.isEmpty()) {
            return List.of();
        }
        try (CloseableRegistry closing = new CloseableRegistry()) {
            OperatorStateBackend states = new DefaultOperatorStateBackendBuilder(
                            StateSnapshot.class.getClassLoader(), new ExecutionConfig(), false, handles, closing)
                    .build();
            try {
                List<T> entries = new ArrayList<>();
                access.list(states, name).get().forEach(entries::add);
                return entries;
            } finally {
                states.dispose();
            }
        } catch (IOException unreadable) {
            throw unreadable;
        } catch (Exception unreadable) {
            throw new IOException("the state '" + name.getName() + "' cannot be read", unreadable);
        }
    }

    private static Optional<StateBackend> backend(Collection<OperatorState> operators) {
        for (OperatorState operator : operators) {
            for (OperatorSubtaskState subtask : operator.getStates()) {
                for (KeyedStateHandle handle : subtask.getManagedKeyedState()) {
                    if (handle instanceof IncrementalKeyedStateHandle) {
                        return Optional.of(StateBackend.ROCKSDB);
                    }
                    if (handle instanceof KeyGroupsStateHandle && !(handle instanceof KeyGroupsSavepointStateHandle)) {
                        return Optional.of(StateBackend.HASHMAP);
                    }
                }
            }
        }
        return Optional.empty();
    }
}
