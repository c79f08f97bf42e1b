// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.progress.kafka;

import dev.weir.configuration.KafkaEndpoint;
import dev.weir.gateway.progress.LogEnd;
import dev.weir.gateway.progress.LogPositions;
import dev.weir.gateway.progress.ProgressUnavailableException;
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
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jspecify.annotations.Nullable;

/** Reads the end offsets from Kafka. Kafka may be down when this is built. */
public final class KafkaLogEnd implements LogEnd {
    private static final int TIMEOUT_MILLIS = 2_000;

    private final KafkaEndpoint kafka;
    private final String topic;
    private @Nullable Admin admin;

    public KafkaLogEnd(KafkaEndpoint kafka, String topic) {
        this.kafka = kafka;
        this.topic = topic;
    }

    @Override
    public synchronized LogPositions read() throws ProgressUnavailableException, InterruptedException {
        try {
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            TopicDescription description = admin().describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                    .get(topic);
            for (TopicPartitionInfo partition :
                    Objects.requireNonNull(description).partitions()) {
                latest.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest());
            }
            Map<Integer, Long> ends = new HashMap<>();
            admin().listOffsets(latest)
                    .all()
                    .get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                    .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
            return new LogPositions(ends);
        } catch (ExecutionException | TimeoutException | KafkaException failed) {
            throw new ProgressUnavailableException(failed);
        }
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }

    private Admin admin() {
        if (admin == null) {
            admin = Admin.create(kafka.properties(Map.of(
                    AdminClientConfig.CLIENT_ID_CONFIG,
                    "weir-gateway-progress",
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    TIMEOUT_MILLIS,
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    TIMEOUT_MILLIS)));
        }
        return admin;
    }
}
