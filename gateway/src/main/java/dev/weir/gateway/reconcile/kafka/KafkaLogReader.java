// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.reconcile.kafka;

import dev.weir.configuration.KafkaEndpoint;
import dev.weir.gateway.reconcile.LogOffsets;
import dev.weir.gateway.reconcile.LogReader;
import dev.weir.gateway.reconcile.LogUnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads the offsets from Kafka. Kafka may be down when this is built. */
public final class KafkaLogReader implements LogReader {
    private static final int TIMEOUT_MILLIS = 5_000;

    private final KafkaEndpoint kafka;
    private final String topic;
    private @Nullable Admin admin;

    public KafkaLogReader(KafkaEndpoint kafka, String topic) {
        this.kafka = kafka;
        this.topic = topic;
    }

    @Override
    public synchronized LogOffsets offsets() throws LogUnavailableException, InterruptedException {
        try {
            Admin opened = admin();
            List<TopicPartition> partitions = opened
                    .describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                    .values()
                    .stream()
                    .flatMap(description -> description.partitions().stream())
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            // Read the begins first. Both only grow, so no begin can be beyond its end.
            Map<TopicPartition, ListOffsetsResultInfo> begins = list(opened, partitions, OffsetSpec.earliest());
            Map<TopicPartition, ListOffsetsResultInfo> ends = list(opened, partitions, OffsetSpec.latest());
            Map<Integer, LogOffsets.Span> spans = new HashMap<>();
            for (TopicPartition partition : partitions) {
                ListOffsetsResultInfo begin = begins.get(partition);
                ListOffsetsResultInfo end = ends.get(partition);
                if (begin != null && end != null) {
                    spans.put(partition.partition(), new LogOffsets.Span(begin.offset(), end.offset()));
                }
            }
            return new LogOffsets(spans);
        } catch (ExecutionException | TimeoutException | KafkaException failed) {
            throw new LogUnavailableException(failed);
        }
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }

    private static Map<TopicPartition, ListOffsetsResultInfo> list(
            Admin opened, List<TopicPartition> partitions, OffsetSpec which)
            throws ExecutionException, InterruptedException, TimeoutException {
        return opened.listOffsets(partitions.stream().collect(Collectors.toMap(partition -> partition, any -> which)))
                .all()
                .get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private Admin admin() {
        if (admin == null) {
            admin = Admin.create(kafka.properties(Map.of(
                    AdminClientConfig.CLIENT_ID_CONFIG,
                    "weir-gateway-reconcile",
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    TIMEOUT_MILLIS,
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    TIMEOUT_MILLIS)));
        }
        return admin;
    }
}
