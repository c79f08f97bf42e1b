// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench.load;

import dev.weir.local.kafka.Topics;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Manages the topics of a benchmark and counts their records. New topics have as many partitions as Weir's own. */
public final class LogSize {
    private static final int PARTITIONS = 4;

    private final String brokers;

    public LogSize(String brokers) {
        this.brokers = brokers;
    }

    public void create(String topic) throws IOException, InterruptedException {
        try (Admin admin = Topics.admin(brokers)) {
            done(admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                    .all());
        }
    }

    public void delete(String topic) throws IOException, InterruptedException {
        try (Admin admin = Topics.admin(brokers)) {
            done(admin.deleteTopics(List.of(topic)).all());
        }
    }

    /** Deletes all records that the topic contains now. */
    public void forget(String topic) throws IOException, InterruptedException {
        try (Admin admin = Topics.admin(brokers)) {
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            ends(admin, topic)
                    .forEach((partition, end) -> all.put(partition, RecordsToDelete.beforeOffset(end.offset())));
            done(admin.deleteRecords(all).all());
        }
    }

    /** The number of records that were ever written. Wrong for topics with transactions. */
    public long records(String topic) throws IOException, InterruptedException {
        try (Admin admin = Topics.admin(brokers)) {
            return ends(admin, topic).values().stream()
                    .mapToLong(end -> end.offset())
                    .sum();
        }
    }

    private static Map<TopicPartition, ListOffsetsResultInfo> ends(Admin admin, String topic)
            throws IOException, InterruptedException {
        return done(admin.listOffsets(IntStream.range(0, PARTITIONS)
                        .mapToObj(partition -> new TopicPartition(topic, partition))
                        .collect(Collectors.toMap(partition -> partition, any -> OffsetSpec.latest())))
                .all());
    }

    private static <T> T done(KafkaFuture<T> answer) throws IOException, InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException failed) {
            throw new IOException("Kafka refuses: " + failed.getCause(), failed.getCause());
        }
    }
}
