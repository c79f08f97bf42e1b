// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.source;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

/**
 * Runs the connector's enumerator, and notifies each reader that gets no partition ({@link NoPartitions}).
 *
 * <p>The connector never does this, because partitions may be added later. A reader without partitions would hold back
 * the watermark of the whole job if it did not know.
 *
 * <p>All methods are called by the coordinator's thread.
 */
final class NotifyingEnumerator implements SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> {
    private final SplitEnumeratorContext<KafkaPartitionSplit> context;
    private final SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> kafka;

    /** Readers that were assigned a partition, or notified that they get none, since they registered. */
    private final Set<Integer> settledReaders = new HashSet<>();

    /** Calls of the first discovery of partitions that have not returned, with {@link #start} as the first of them. */
    private int pendingCalls = 1;

    /** Creates the connector's enumerator with the context that it uses. */
    @FunctionalInterface
    interface EnumeratorFactory {
        SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> create(
                SplitEnumeratorContext<KafkaPartitionSplit> context) throws IOException;
    }

    NotifyingEnumerator(SplitEnumeratorContext<KafkaPartitionSplit> context, EnumeratorFactory factory)
            throws IOException {
        this.context = context;
        this.kafka = factory.create(new ObservedContext());
    }

    @Override
    public void start() {
        kafka.start();
        pendingCalls--;
    }

    @Override
    public void addReader(int subtask) {
        settledReaders.remove(subtask);
        kafka.addReader(subtask);
        notifyReadersWithoutPartitions();
    }

    private void notifyReadersWithoutPartitions() {
        if (pendingCalls > 0) {
            return;
        }
        for (int subtask : context.registeredReaders().keySet()) {
            if (settledReaders.add(subtask)) {
                context.sendEventToSourceReader(subtask, new NoPartitions());
            }
        }
    }

    @Override
    public void handleSplitRequest(int subtask, String hostname) {
        kafka.handleSplitRequest(subtask, hostname);
    }

    @Override
    public void addSplitsBack(List<KafkaPartitionSplit> splits, int subtask) {
        kafka.addSplitsBack(splits, subtask);
    }

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        kafka.handleSourceEvent(subtask, event);
    }

    @Override
    public KafkaSourceEnumState snapshotState(long checkpointId) throws Exception {
        return kafka.snapshotState(checkpointId);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        kafka.notifyCheckpointComplete(checkpointId);
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) throws Exception {
        kafka.notifyCheckpointAborted(checkpointId);
    }

    @Override
    public void close() throws IOException {
        kafka.close();
    }

    /** Observes what the connector assigns, and when its first discovery of partitions is over. */
    private final class ObservedContext implements SplitEnumeratorContext<KafkaPartitionSplit> {
        @Override
        public void assignSplits(SplitsAssignment<KafkaPartitionSplit> assignment) {
            settledReaders.addAll(assignment.assignment().keySet());
            context.assignSplits(assignment);
        }

        @Override
        public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
            context.callAsync(callable, thenNotify(handler));
        }

        @Override
        public <T> void callAsync(
                Callable<T> callable, BiConsumer<T, Throwable> handler, long initialDelay, long period) {
            context.callAsync(callable, thenNotify(handler), initialDelay, period);
        }

        /** A handler may call again: the discovery lists the partitions first, then their offsets. */
        private <T> BiConsumer<T, Throwable> thenNotify(BiConsumer<T, Throwable> handler) {
            pendingCalls++;
            return new BiConsumer<>() {
                private boolean hasReturned;

                @Override
                public void accept(T result, Throwable failure) {
                    handler.accept(result, failure);
                    if (!hasReturned) {
                        hasReturned = true;
                        pendingCalls--;
                    }
                    notifyReadersWithoutPartitions();
                }
            };
        }

        @Override
        public SplitEnumeratorMetricGroup metricGroup() {
            return context.metricGroup();
        }

        @Override
        public void sendEventToSourceReader(int subtask, SourceEvent event) {
            context.sendEventToSourceReader(subtask, event);
        }

        @Override
        public void sendEventToSourceReader(int subtask, int attempt, SourceEvent event) {
            context.sendEventToSourceReader(subtask, attempt, event);
        }

        @Override
        public int currentParallelism() {
            return context.currentParallelism();
        }

        @Override
        public Map<Integer, ReaderInfo> registeredReaders() {
            return context.registeredReaders();
        }

        @Override
        public Map<Integer, Map<Integer, ReaderInfo>> registeredReadersOfAttempts() {
            return context.registeredReadersOfAttempts();
        }

        @Override
        public void signalNoMoreSplits(int subtask) {
            context.signalNoMoreSplits(subtask);
        }

        @Override
        public void runInCoordinatorThread(Runnable work) {
            context.runInCoordinatorThread(work);
        }

        @Override
        public void setIsProcessingBacklog(boolean isProcessingBacklog) {
            context.setIsProcessingBacklog(isProcessingBacklog);
        }
    }
}
