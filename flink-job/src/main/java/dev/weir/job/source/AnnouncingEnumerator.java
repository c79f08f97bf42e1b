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
 * Runs the connector's enumerator, and tells each reader that gets no partition so ({@link NoPartitions}).
 *
 * <p>The connector never says this, because partitions may be added later. A reader without partitions would hold back the
 * watermark of the whole job if it did not know.
 *
 * <p>All methods are called by the coordinator's thread.
 */
final class AnnouncingEnumerator implements SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> {
    private final SplitEnumeratorContext<KafkaPartitionSplit> context;
    private final SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> kafka;

    /** Readers that were given a partition, or told that there is none, since they registered. */
    private final Set<Integer> informed = new HashSet<>();

    /** Calls of the first discovery of partitions that have not returned, with {@link #start} as the first of them. */
    private int pendingCalls = 1;

    /** Makes the connector's enumerator with the context that it uses. */
    @FunctionalInterface
    interface Opening {
        SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> with(
                SplitEnumeratorContext<KafkaPartitionSplit> context) throws IOException;
    }

    AnnouncingEnumerator(SplitEnumeratorContext<KafkaPartitionSplit> context, Opening kafka) throws IOException {
        this.context = context;
        this.kafka = kafka.with(new ObservedContext());
    }

    @Override
    public void start() {
        kafka.start();
        pendingCalls--;
    }

    @Override
    public void addReader(int subtask) {
        informed.remove(subtask);
        kafka.addReader(subtask);
        announce();
    }

    private void announce() {
        if (pendingCalls > 0) {
            return;
        }
        for (int subtask : context.registeredReaders().keySet()) {
            if (informed.add(subtask)) {
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

    /** Notes what the connector assigns, and when its first discovery of partitions is over. */
    private final class ObservedContext implements SplitEnumeratorContext<KafkaPartitionSplit> {
        @Override
        public void assignSplits(SplitsAssignment<KafkaPartitionSplit> assignment) {
            informed.addAll(assignment.assignment().keySet());
            context.assignSplits(assignment);
        }

        @Override
        public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
            context.callAsync(callable, thenAnnounce(handler));
        }

        @Override
        public <T> void callAsync(
                Callable<T> callable, BiConsumer<T, Throwable> handler, long initialDelay, long period) {
            context.callAsync(callable, thenAnnounce(handler), initialDelay, period);
        }

        /** A handler may call again: the discovery looks for partitions first, and for their offsets then. */
        private <T> BiConsumer<T, Throwable> thenAnnounce(BiConsumer<T, Throwable> handler) {
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
                    announce();
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
