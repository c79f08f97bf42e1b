package dev.weir.it.bench;

import dev.weir.local.kafka.Topics;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** The topics of a benchmark, as large as Weir's own, and what is in them. */
final class LogSize {
    private static final int PARTITIONS = 4;

    private final String brokers;

    LogSize(String brokers) {
        this.brokers = brokers;
    }

    void create(String topic) throws IOException, InterruptedException {
        try (Admin admin = Topics.admin(brokers)) {
            done(admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                    .all());
        }
    }

    void delete(String topic) throws IOException, InterruptedException {
        try (Admin admin = Topics.admin(brokers)) {
            done(admin.deleteTopics(List.of(topic)).all());
        }
    }

    /** Every record that was ever written, where there were no transactions. */
    long records(String topic) throws IOException, InterruptedException {
        try (Admin admin = Topics.admin(brokers)) {
            return done(admin.listOffsets(IntStream.range(0, PARTITIONS)
                                    .mapToObj(partition -> new TopicPartition(topic, partition))
                                    .collect(Collectors.toMap(partition -> partition, any -> OffsetSpec.latest())))
                            .all())
                    .values()
                    .stream()
                    .mapToLong(end -> end.offset())
                    .sum();
        }
    }

    private static <T> T done(KafkaFuture<T> answer) throws IOException, InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException failed) {
            throw new IOException("Kafka refuses: " + failed.getCause(), failed.getCause());
        }
    }
}
