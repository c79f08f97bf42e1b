// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CaughtUpReaderTest {
    private static final TopicPartition P0 = new TopicPartition("events", 0);
    private static final TopicPartition P1 = new TopicPartition("events", 1);

    private final FakeBrokers brokers = new FakeBrokers(1_000);
    private final FakeKafkaReader kafka = new FakeKafkaReader();
    private final CaughtUpReader reader = new CaughtUpReader(kafka, brokers::poller, brokers);
    private final Output output = new Output();

    @AfterEach
    void close() throws Exception {
        reader.close();
    }

    @Test
    void noWatermarkWhileTheEndIsUnknown() throws Exception {
        brokers.partition(P0, 0, 0);
        reader.addSplits(List.of(new KafkaPartitionSplit(P0, 0)));
        poll();

        assertThat(output.seen).isEmpty();
    }

    @Test
    void emitsTheQueryTimeAsWatermarkOnlyAtTheEnd() throws Exception {
        brokers.partition(P0, 0, 2);
        reader.addSplits(List.of(new KafkaPartitionSplit(P0, KafkaPartitionSplit.EARLIEST_OFFSET)));
        kafka.receives(P0, 0);
        brokers.pollAt(1_200);
        poll();
        assertThat(output.seen).containsExactly("events-0: record 0");

        kafka.receives(P0, 1);
        poll();
        brokers.pollAt(1_400);
        poll();
        assertThat(output.seen).containsExactly("events-0: record 0", "events-0: record 1", "events-0: watermark 1400");
    }

    @Test
    void responseFromBeforeARecordDoesNotAdvanceTheWatermark() throws Exception {
        brokers.partition(P0, 0, 1);
        reader.addSplits(List.of(new KafkaPartitionSplit(P0, 0)));
        brokers.pollAt(1_200);
        kafka.receives(P0, 0);
        poll();
        poll();

        assertThat(output.seen).containsExactly("events-0: record 0", "events-0: watermark 1200");
    }

    @Test
    void emptyPartitionIsAtItsEnd() throws Exception {
        brokers.partition(P0, 0, 0);
        brokers.partition(P1, 500, 500);
        reader.addSplits(List.of(
                new KafkaPartitionSplit(P0, KafkaPartitionSplit.EARLIEST_OFFSET),
                new KafkaPartitionSplit(P1, KafkaPartitionSplit.EARLIEST_OFFSET)));
        brokers.pollAt(1_200);
        poll();

        assertThat(output.seen).containsExactlyInAnyOrder("events-0: watermark 1200", "events-1: watermark 1200");
    }

    @Test
    void unreadPartitionIsNotAtItsEnd() throws Exception {
        brokers.partition(P0, 500, 501);
        reader.addSplits(List.of(new KafkaPartitionSplit(P0, KafkaPartitionSplit.EARLIEST_OFFSET)));
        brokers.pollAt(1_200);
        poll();

        assertThat(output.seen).isEmpty();
    }

    @Test
    void eachPartitionHasItsOwnWatermark() throws Exception {
        brokers.partition(P0, 0, 5);
        brokers.partition(P1, 0, 9);
        reader.addSplits(List.of(new KafkaPartitionSplit(P0, 5), new KafkaPartitionSplit(P1, 5)));
        brokers.pollAt(1_200);
        poll();

        assertThat(output.seen).containsExactly("events-0: watermark 1200");
    }

    @Test
    void restoredPartitionCountsFromItsOffset() throws Exception {
        brokers.partition(P0, 0, 10);
        reader.addSplits(List.of(new KafkaPartitionSplit(P0, 9)));
        brokers.pollAt(1_200);
        poll();
        assertThat(output.seen).isEmpty();

        kafka.receives(P0, 9);
        brokers.pollAt(1_400);
        poll();
        assertThat(output.seen).containsExactly("events-0: record 9", "events-0: watermark 1400");
    }

    @Test
    void partitionAddedLaterWaitsForItsOwnResponse() throws Exception {
        brokers.partition(P0, 0, 0);
        brokers.partition(P1, 0, 3);
        reader.addSplits(List.of(new KafkaPartitionSplit(P0, 0)));
        brokers.pollAt(1_200);
        reader.addSplits(List.of(new KafkaPartitionSplit(P1, 0)));
        poll();
        brokers.pollAt(1_400);
        poll();

        assertThat(output.seen).containsExactly("events-0: watermark 1200", "events-0: watermark 1400");
    }

    @Test
    void watermarkDoesNotAdvanceWithoutResponses() throws Exception {
        brokers.partition(P0, 0, 0);
        reader.addSplits(List.of(new KafkaPartitionSplit(P0, 0)));
        brokers.pollAt(1_200);
        poll();
        brokers.stopResponding();
        brokers.pollAt(1_400);
        poll();

        assertThat(output.seen).containsExactly("events-0: watermark 1200");
    }

    @Test
    void isIdleAfterItsAssignmentWithoutPartitions() throws Exception {
        brokers.pollAt(1_200);
        poll();
        brokers.pollAt(100_000);
        poll();
        assertThat(output.seen).isEmpty();

        reader.handleSourceEvents(new NoPartitions());
        brokers.pollAt(100_200);
        poll();
        assertThat(output.seen).containsExactly("idle");
    }

    @Test
    void restoredPartitionsOverrideNoPartitions() throws Exception {
        brokers.partition(P0, 0, 0);
        reader.addSplits(List.of(new KafkaPartitionSplit(P0, 0)));
        reader.handleSourceEvents(new NoPartitions());
        brokers.pollAt(1_200);
        poll();

        assertThat(output.seen).containsExactly("events-0: watermark 1200");
    }

    @Test
    void responseWakesUpTheTask() throws Exception {
        brokers.partition(P0, 0, 0);
        reader.addSplits(List.of(new KafkaPartitionSplit(P0, 0)));
        poll();
        CompletableFuture<Void> available = reader.isAvailable();
        assertThat(available).isNotDone();

        brokers.pollAt(1_200);

        assertThat(available).isCompleted();
        poll();
        assertThat(reader.isAvailable()).isNotDone();
    }

    @Test
    void recordWakesUpTheTask() {
        CompletableFuture<Void> available = reader.isAvailable();
        assertThat(available).isNotDone();

        kafka.receives(P0, 0);

        assertThat(available).isCompleted();
        assertThat(reader.isAvailable()).isCompleted();
    }

    @Test
    void closesTheClients() throws Exception {
        reader.close();

        assertThat(kafka.closed).isTrue();
        assertThat(brokers.isClosed()).isTrue();
    }

    private void poll() throws Exception {
        reader.pollNext(output);
    }

    /** A fake of the connector's reader that returns the records that the test adds. */
    private static final class FakeKafkaReader implements SourceReader<LogRecord, KafkaPartitionSplit> {
        private final Queue<LogRecord> records = new ArrayDeque<>();

        private CompletableFuture<Void> available = new CompletableFuture<>();
        private boolean closed;

        void receives(TopicPartition partition, long offset) {
            records.add(new LogRecord(partition.partition(), offset, 0, null, null));
            available.complete(null);
        }

        @Override
        public InputStatus pollNext(ReaderOutput<LogRecord> output) {
            LogRecord next = records.poll();
            if (next == null) {
                available = new CompletableFuture<>();
                return InputStatus.NOTHING_AVAILABLE;
            }
            output.createOutputForSplit("events-" + next.partition()).collect(next, next.receivedAt());
            return InputStatus.MORE_AVAILABLE;
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return available;
        }

        @Override
        public void start() {}

        @Override
        public List<KafkaPartitionSplit> snapshotState(long checkpointId) {
            return List.of();
        }

        @Override
        public void addSplits(List<KafkaPartitionSplit> splits) {}

        @Override
        public void notifyNoMoreSplits() {}

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Records the reader's output as text. */
    private static final class Output implements ReaderOutput<LogRecord> {
        private final List<String> seen;
        private final String prefix;

        Output() {
            this(new ArrayList<>(), "");
        }

        private Output(List<String> seen, String prefix) {
            this.seen = seen;
            this.prefix = prefix;
        }

        @Override
        public SourceOutput<LogRecord> createOutputForSplit(String splitId) {
            return new Output(seen, splitId + ": ");
        }

        @Override
        public void releaseOutputForSplit(String splitId) {}

        @Override
        public void collect(LogRecord logRecord) {
            seen.add(prefix + "record " + logRecord.offset());
        }

        @Override
        public void collect(LogRecord logRecord, long timestamp) {
            collect(logRecord);
        }

        @Override
        public void emitWatermark(Watermark watermark) {
            seen.add(prefix + "watermark " + watermark.getTimestamp());
        }

        @Override
        public void markIdle() {
            seen.add(prefix + "idle");
        }

        @Override
        public void markActive() {}
    }
}
