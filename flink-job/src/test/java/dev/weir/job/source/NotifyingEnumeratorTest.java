// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class NotifyingEnumeratorTest {
    private final FakeContext context = new FakeContext();
    private final NotifyingEnumerator enumerator;

    NotifyingEnumeratorTest() throws IOException {
        enumerator = new NotifyingEnumerator(context, FakeKafka::new);
    }

    @Test
    void notifiesNoReaderBeforeTheFirstDiscovery() {
        register(0);
        enumerator.start();
        register(1);
        context.returnOne();

        assertThat(context.said).isEmpty();
    }

    @Test
    void notifiesReadersWithoutPartitionsAfterTheAssignment() {
        enumerator.start();
        register(0);
        register(1);
        context.returnOne();
        context.returnOne();

        assertThat(context.said).containsExactly("0 gets events-0", "1 gets none");
    }

    @Test
    void notifiesAReaderThatRegistersLater() {
        enumerator.start();
        context.returnOne();
        context.returnOne();
        register(2);
        register(0);

        assertThat(context.said).containsExactly("2 gets none", "0 gets events-0");
    }

    @Test
    void notifiesEachReaderOnceAndAgainAfterAFailure() {
        enumerator.start();
        context.returnOne();
        context.returnOne();
        register(1);
        register(2);
        assertThat(context.said).containsExactly("1 gets none", "2 gets none");

        register(1);
        assertThat(context.said).containsExactly("1 gets none", "2 gets none", "1 gets none");
    }

    private void register(int subtask) {
        context.readers.put(subtask, new ReaderInfo(subtask, "localhost"));
        enumerator.addReader(subtask);
    }

    /** Finds one partition in two steps, as the connector does, and assigns it to the first subtask. */
    private static final class FakeKafka implements SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> {
        private final SplitEnumeratorContext<KafkaPartitionSplit> context;
        private final List<KafkaPartitionSplit> unassigned = new ArrayList<>();

        FakeKafka(SplitEnumeratorContext<KafkaPartitionSplit> context) {
            this.context = context;
        }

        @Override
        public void start() {
            context.callAsync(
                    () -> "partitions",
                    (partitions, failure) -> context.callAsync(() -> "offsets", (offsets, failed) -> {
                        unassigned.add(new KafkaPartitionSplit(new TopicPartition("events", 0), 0));
                        assign();
                    }),
                    0,
                    30_000);
        }

        private void assign() {
            if (context.registeredReaders().containsKey(0) && !unassigned.isEmpty()) {
                context.assignSplits(new SplitsAssignment<>(Map.of(0, List.copyOf(unassigned))));
                unassigned.clear();
            }
        }

        @Override
        public void addReader(int subtask) {
            assign();
        }

        @Override
        public void handleSplitRequest(int subtask, String hostname) {}

        @Override
        public void addSplitsBack(List<KafkaPartitionSplit> splits, int subtask) {}

        @Override
        public KafkaSourceEnumState snapshotState(long checkpointId) {
            return new KafkaSourceEnumState(Set.of(), true);
        }

        @Override
        public void close() {}
    }

    /** Runs asynchronous calls when the test says so. */
    private static final class FakeContext implements SplitEnumeratorContext<KafkaPartitionSplit> {
        private final Map<Integer, ReaderInfo> readers = new HashMap<>();
        private final Queue<Runnable> calls = new ArrayDeque<>();
        private final List<String> said = new ArrayList<>();

        void returnOne() {
            calls.remove().run();
        }

        @Override
        public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
            calls.add(() -> {
                try {
                    handler.accept(callable.call(), null);
                } catch (Exception failure) {
                    throw new AssertionError(failure);
                }
            });
        }

        @Override
        public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler, long delay, long period) {
            callAsync(callable, handler);
        }

        @Override
        public void assignSplits(SplitsAssignment<KafkaPartitionSplit> assignment) {
            assignment
                    .assignment()
                    .forEach((subtask, splits) ->
                            splits.forEach(split -> said.add(subtask + " gets " + split.splitId())));
        }

        @Override
        public void sendEventToSourceReader(int subtask, SourceEvent event) {
            assertThat(event).isInstanceOf(NoPartitions.class);
            said.add(subtask + " gets none");
        }

        @Override
        public Map<Integer, ReaderInfo> registeredReaders() {
            return readers;
        }

        @Override
        public SplitEnumeratorMetricGroup metricGroup() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int currentParallelism() {
            return 3;
        }

        @Override
        public void signalNoMoreSplits(int subtask) {}

        @Override
        public void runInCoordinatorThread(Runnable work) {
            work.run();
        }
    }
}
