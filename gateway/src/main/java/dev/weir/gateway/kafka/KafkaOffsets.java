// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.kafka;

import dev.weir.configuration.KafkaEndpoint;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jspecify.annotations.Nullable;

/** Reads the first and the end offsets of a topic. Kafka may be down when this is built. Thread-safe. */
public final class KafkaOffsets implements AutoCloseable {
    private final KafkaEndpoint kafka;
    private final String topic;
    private final String clientId;
    private final int timeoutMillis;
    private @Nullable Admin admin;

    /**
     * @param clientId names the client in the brokers' logs
     * @param timeout of each of the two requests of a read
     */
    public KafkaOffsets(KafkaEndpoint kafka, String topic, String clientId, Duration timeout) {
        this.kafka = kafka;
        this.topic = topic;
        this.clientId = clientId;
        this.timeoutMillis = (int) timeout.toMillis();
    }

    /** Returns for each partition the first offset that was not deleted. */
    public Map<Integer, Long> begins() throws KafkaUnavailableException, InterruptedException {
        return read(OffsetSpec.earliest());
    }

    /** Returns for each partition the offset that its next record gets. */
    public Map<Integer, Long> ends() throws KafkaUnavailableException, InterruptedException {
        return read(OffsetSpec.latest());
    }

    private synchronized Map<Integer, Long> read(OffsetSpec which)
            throws KafkaUnavailableException, InterruptedException {
        try {
            Map<String, TopicDescription> topics =
                    await(admin().describeTopics(List.of(topic)).allTopicNames());
            Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
            for (TopicPartitionInfo partition :
                    Objects.requireNonNull(topics.get(topic)).partitions()) {
                wanted.put(new TopicPartition(topic, partition.partition()), which);
            }
            Map<Integer, Long> offsets = new HashMap<>();
            await(admin().listOffsets(wanted).all())
                    .forEach((partition, found) -> offsets.put(partition.partition(), found.offset()));
            return offsets;
        } catch (ExecutionException | TimeoutException | KafkaException failed) {
            throw new KafkaUnavailableException(failed);
        }
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }

    private <T> T await(KafkaFuture<T> response) throws ExecutionException, InterruptedException, TimeoutException {
        return response.get(timeoutMillis, TimeUnit.MILLISECONDS);
    }

    private Admin admin() {
        if (admin == null) {
            admin = Admin.create(kafka.properties(Map.of(
                    AdminClientConfig.CLIENT_ID_CONFIG,
                    clientId,
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    timeoutMillis,
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    timeoutMillis)));
        }
        return admin;
    }
}
