package dev.weir.gateway.reconcile.kafka;

import dev.weir.configuration.KafkaEndpoint;
import dev.weir.gateway.reconcile.LogEnds;
import dev.weir.gateway.reconcile.LogUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Asks the brokers. Kafka need not be there when this is built. */
public final class KafkaLogEnds implements LogEnds {
    private static final int TIMEOUT_MILLIS = 5_000;

    private final KafkaEndpoint kafka;
    private final String topic;
    private @Nullable Admin admin;

    public KafkaLogEnds(KafkaEndpoint kafka, String topic) {
        this.kafka = kafka;
        this.topic = topic;
    }

    @Override
    public synchronized Map<Integer, Long> ends() throws LogUnavailableException, InterruptedException {
        try {
            Admin opened = admin();
            Collection<TopicDescription> topics = opened.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                    .values();
            Map<TopicPartition, OffsetSpec> latest = topics.stream()
                    .flatMap(description -> description.partitions().stream())
                    .collect(Collectors.toMap(
                            partition -> new TopicPartition(topic, partition.partition()),
                            partition -> OffsetSpec.latest()));
            Map<Integer, Long> ends = new HashMap<>();
            opened.listOffsets(latest)
                    .all()
                    .get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                    .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
            return ends;
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
