// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.source;

import dev.weir.job.source.LogEndPoller.LogBounds;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/**
 * Reads Kafka through the connector's reader. Once a partition is read to its end, this reader moves the partition's
 * watermark to the time at which that end was queried.
 *
 * <p>Used by the task's thread alone, except for {@link #onResponse}.
 */
final class CaughtUpReader implements SourceReader<LogRecord, KafkaPartitionSplit> {
    /**
     * How often the log's end is queried. In an idle log, the watermark lags behind the wall clock by up to this
     * interval.
     */
    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

    private final SourceReader<LogRecord, KafkaPartitionSplit> kafka;
    private final LogEndPoller poller;
    private final Map<String, PartitionPosition> positions = new ConcurrentHashMap<>();

    private volatile CompletableFuture<Void> nextResponse = new CompletableFuture<>();
    private final LogLag lag;
    private long appliedAt = Long.MIN_VALUE;
    private boolean hasNoPartitions;
    private @Nullable PositionTrackingOutput trackingOutput;

    CaughtUpReader(SourceReader<LogRecord, KafkaPartitionSplit> kafka, Properties client) {
        this(kafka, onResponse -> new LogEndPoller(client, POLL_INTERVAL, onResponse), Clock.systemUTC());
    }

    /** @param poller creates the poller of the log's ends, which runs its argument after every response */
    CaughtUpReader(
            SourceReader<LogRecord, KafkaPartitionSplit> kafka, Function<Runnable, LogEndPoller> poller, Clock clock) {
        this.kafka = kafka;
        this.poller = poller.apply(this::onResponse);
        this.lag = new LogLag(positions, this.poller::latest, clock);
    }

    /** Registers the lag as metrics, which any thread may read. */
    CaughtUpReader registerMetrics(MetricGroup group) {
        lag.register(group);
        return this;
    }

    @Override
    public InputStatus pollNext(ReaderOutput<LogRecord> output) throws Exception {
        if (trackingOutput == null || !trackingOutput.wraps(output)) {
            trackingOutput = new PositionTrackingOutput(output, positions);
        }
        InputStatus status = kafka.pollNext(trackingOutput);
        advanceWatermarks(output);
        return status;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        CompletableFuture<Void> records = kafka.isAvailable();
        if (records.isDone()) {
            return records;
        }
        return CompletableFuture.anyOf(records, nextResponse).thenAccept(any -> {});
    }

    @Override
    public void addSplits(List<KafkaPartitionSplit> splits) {
        for (KafkaPartitionSplit split : splits) {
            positions.put(split.splitId(), new PartitionPosition(split.getTopicPartition(), split.getStartingOffset()));
        }
        poller.watch(splits.stream().map(KafkaPartitionSplit::getTopicPartition).toList());
        kafka.addSplits(splits);
    }

    /** A subtask that gets no partition is idle. One that waits for its partitions holds the watermark back. */
    private void advanceWatermarks(ReaderOutput<LogRecord> output) {
        LogBounds bounds = poller.latest();
        if (bounds == null || bounds.queriedAt() <= appliedAt) {
            return;
        }
        if (positions.isEmpty()) {
            if (hasNoPartitions) {
                output.markIdle();
            }
            return;
        }
        appliedAt = bounds.queriedAt();
        positions.forEach((splitId, position) -> {
            if (position.isAtEnd(bounds)) {
                output.createOutputForSplit(splitId).emitWatermark(new Watermark(bounds.queriedAt()));
            }
        });
    }

    private void onResponse() {
        CompletableFuture<Void> completed = nextResponse;
        nextResponse = new CompletableFuture<>();
        completed.complete(null);
    }

    @Override
    public void start() {
        kafka.start();
    }

    @Override
    public List<KafkaPartitionSplit> snapshotState(long checkpointId) {
        return kafka.snapshotState(checkpointId);
    }

    @Override
    public void notifyNoMoreSplits() {
        kafka.notifyNoMoreSplits();
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        if (event instanceof NoPartitions) {
            hasNoPartitions = true;
            return;
        }
        kafka.handleSourceEvents(event);
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
    public void pauseOrResumeSplits(Collection<String> toPause, Collection<String> toResume) {
        kafka.pauseOrResumeSplits(toPause, toResume);
    }

    @Override
    public void close() throws Exception {
        try {
            kafka.close();
        } finally {
            poller.close();
        }
    }
}
