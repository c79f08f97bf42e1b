// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.testing;

import dev.weir.job.ledger.Account;
import dev.weir.job.ledger.LedgerEntry;
import dev.weir.job.ledger.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Runs a keyed operator at some parallelism, with the exchange before it, checkpoints, and restarts at another
 * parallelism.
 */
public final class ParallelOperator<K, I, O> implements AutoCloseable {
    private static final int KEY_GROUPS = 128;

    private final Supplier<? extends OneInputStreamOperator<I, O>> operators;
    private final KeySelector<I, K> key;
    private final TypeInformation<K> keyType;
    private final Supplier<StateBackend> backends;

    private List<KeyedOneInputStreamOperatorTestHarness<K, I, O>> subtasks;
    private long checkpoints;
    private long now;

    /** Starts with one subtask and state on the heap. */
    public ParallelOperator(
            Supplier<? extends OneInputStreamOperator<I, O>> operators,
            KeySelector<I, K> key,
            TypeInformation<K> keyType)
            throws Exception {
        this(operators, key, keyType, HashMapStateBackend::new);
    }

    public ParallelOperator(
            Supplier<? extends OneInputStreamOperator<I, O>> operators,
            KeySelector<I, K> key,
            TypeInformation<K> keyType,
            Supplier<StateBackend> backends)
            throws Exception {
        this.operators = operators;
        this.key = key;
        this.keyType = keyType;
        this.backends = backends;
        this.subtasks = start(1, null, 1);
    }

    public void process(I element, long timestamp) throws Exception {
        int subtask =
                KeyGroupRangeAssignment.assignKeyToParallelOperator(key.getKey(element), KEY_GROUPS, subtasks.size());
        subtasks.get(subtask).processElement(element, timestamp);
    }

    public void watermark(long timestamp) throws Exception {
        for (var subtask : subtasks) {
            subtask.processWatermark(timestamp);
        }
    }

    /** The output since the last call. */
    public List<O> takeOutput() {
        List<O> taken = new ArrayList<>();
        for (var subtask : subtasks) {
            taken.addAll(subtask.extractOutputValues());
            subtask.getOutput().clear();
        }
        return taken;
    }

    public <S> List<S> takeSideOutput(OutputTag<S> tag) {
        List<S> taken = new ArrayList<>();
        for (var subtask : subtasks) {
            Queue<StreamRecord<S>> side = subtask.getSideOutput(tag);
            if (side != null) {
                side.forEach(element -> taken.add(element.getValue()));
                side.clear();
            }
        }
        return taken;
    }

    /** Takes a checkpoint. Returns the merged ledger of all subtasks, without the clock. */
    public Tally checkpoint() throws Exception {
        snapshot();
        return ledger(takeSideOutput(LedgerEntry.TAG));
    }

    /** Takes a checkpoint and restarts from it, at a time of the wall clock. */
    public void restart(int parallelism, long time) throws Exception {
        now = time;
        restart(parallelism);
    }

    /** Takes a checkpoint and restarts from it. */
    public void restart(int parallelism) throws Exception {
        OperatorSubtaskState state =
                AbstractStreamOperatorTestHarness.repackageState(snapshot().toArray(OperatorSubtaskState[]::new));
        int before = subtasks.size();
        close();
        subtasks = start(parallelism, state, before);
    }

    public List<KeyedOneInputStreamOperatorTestHarness<K, I, O>> subtasks() {
        return subtasks;
    }

    public int timers() {
        return sum(KeyedOneInputStreamOperatorTestHarness::numEventTimeTimers);
    }

    public int stateEntries() {
        return sum(KeyedOneInputStreamOperatorTestHarness::numKeyedStateEntries);
    }

    private int sum(ToIntFunction<KeyedOneInputStreamOperatorTestHarness<K, I, O>> number) {
        return subtasks.stream().mapToInt(number).sum();
    }

    @Override
    public void close() throws Exception {
        for (var subtask : subtasks) {
            subtask.close();
        }
    }

    private List<OperatorSubtaskState> snapshot() throws Exception {
        checkpoints++;
        takeSideOutput(LedgerEntry.TAG);
        List<OperatorSubtaskState> states = new ArrayList<>();
        for (var subtask : subtasks) {
            subtask.prepareSnapshotPreBarrier(checkpoints);
            states.add(subtask.snapshot(checkpoints, checkpoints));
        }
        return states;
    }

    private static Tally ledger(List<LedgerEntry> entries) {
        Tally ledger = new Tally();
        entries.stream()
                .filter(entry -> entry.account() != Account.CLOCK)
                .forEach(entry -> ledger.add(entry.account(), entry.key(), entry.amount()));
        return ledger;
    }

    private List<KeyedOneInputStreamOperatorTestHarness<K, I, O>> start(
            int parallelism, @Nullable OperatorSubtaskState state, int parallelismBefore) throws Exception {
        List<KeyedOneInputStreamOperatorTestHarness<K, I, O>> started = new ArrayList<>();
        for (int subtask = 0; subtask < parallelism; subtask++) {
            var harness = new KeyedOneInputStreamOperatorTestHarness<>(
                    operators.get(), key, keyType, KEY_GROUPS, parallelism, subtask);
            harness.setStateBackend(backends.get());
            harness.setProcessingTime(now);
            if (state != null) {
                harness.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                        state, KEY_GROUPS, parallelismBefore, parallelism, subtask));
            }
            harness.open();
            started.add(harness);
        }
        return started;
    }
}
