// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.lookup;

import dev.weir.configuration.KafkaEndpoint;
import dev.weir.gateway.kafka.KafkaUnavailableException;
import dev.weir.gateway.operators.EventIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Searches the topic of events. Each scan opens its own consumer, joins no group and commits no offsets. */
final class KafkaEventLog {
    private static final Duration LONGEST_SCAN = Duration.ofSeconds(10);
    private static final int LONGEST_REQUEST_MILLIS = 5_000;
    private static final int FETCH_BYTES = 8 << 20;

    private final KafkaEndpoint kafka;
    private final String topic;

    KafkaEventLog(KafkaEndpoint kafka, String topic) {
        this.kafka = kafka;
        this.topic = topic;
    }

    /**
     * Searches the partition of the event's user for copies of an event. Blocks for a bounded time.
     *
     * @param since the scan begins with the first record that was received at or after this time
     */
    Scan scan(EventIdentity event, Instant since) throws KafkaUnavailableException {
        try {
            Consumer<byte[], byte[]> consumer = open();
            try {
                return scan(consumer, event, since);
            } finally {
                consumer.close(CloseOptions.timeout(Duration.ZERO));
            }
        } catch (KafkaException failed) {
            throw new KafkaUnavailableException(failed);
        }
    }

    private Scan scan(Consumer<byte[], byte[]> consumer, EventIdentity event, Instant since) {
        long begin = System.nanoTime();
        TopicPartition partition =
                partitionOf(event, consumer.partitionsFor(topic).size());
        consumer.assign(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long from = Math.min(end, firstSince(consumer, partition, since, end));
        consumer.seek(partition, from);
        KafkaCopies copies = new KafkaCopies(event);
        long position = from;
        while (position < end && !copies.isFull() && System.nanoTime() - begin < LONGEST_SCAN.toNanos()) {
            consumer.poll(Duration.ofMillis(500)).forEach(copies::look);
            // Use the position, not the last record's offset, because some offsets have no record.
            position = consumer.position(partition);
        }
        return new Scan(partition.partition(), from, Math.min(position, end), position >= end, copies.found(end));
    }

    /** The partition that the gateway's producer chooses for this user. */
    private TopicPartition partitionOf(EventIdentity event, int partitions) {
        byte[] recordKey = event.userId().getBytes(StandardCharsets.UTF_8);
        return new TopicPartition(topic, BuiltInPartitioner.partitionForKey(recordKey, partitions));
    }

    private static long firstSince(
            Consumer<byte[], byte[]> consumer, TopicPartition partition, Instant since, long none) {
        OffsetAndTimestamp first = consumer.offsetsForTimes(Map.of(partition, Math.max(0, since.toEpochMilli())))
                .get(partition);
        return first == null ? none : first.offset();
    }

    private Consumer<byte[], byte[]> open() {
        return new KafkaConsumer<>(
                kafka.properties(Map.of(
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        "weir-gateway-lookup",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        // Retention may delete the start offset between two fetches.
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        10_000,
                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                        FETCH_BYTES,
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        LONGEST_REQUEST_MILLIS,
                        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        LONGEST_REQUEST_MILLIS)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
