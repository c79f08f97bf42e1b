// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.source;

import dev.weir.configuration.KafkaEndpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topic of the log as the brokers report it.
 *
 * @param topicId Kafka's id of the topic, which changes if the topic is recreated; empty if the brokers do not report
 *     one
 * @param beginnings by partition, the first offset that is retained
 * @param ends by partition, the offset of the next record
 */
public record ExistingTopic(Optional<String> topicId, Map<Integer, Long> beginnings, Map<Integer, Long> ends) {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** Empty if the topic does not exist. */
    public static Optional<ExistingTopic> read(KafkaEndpoint kafka, String topic)
            throws IOException, InterruptedException {
        try (Admin admin = Admin.create(kafka.properties(Map.of("client.id", "weir-start")))) {
            TopicDescription description = admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                    .get(topic);
            if (description == null) {
                return Optional.empty();
            }
            List<TopicPartition> partitions = description.partitions().stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            Uuid id = description.topicId();
            return Optional.of(new ExistingTopic(
                    id == null || id.equals(Uuid.ZERO_UUID) ? Optional.empty() : Optional.of(id.toString()),
                    offsets(admin, partitions, OffsetSpec.earliest()),
                    offsets(admin, partitions, OffsetSpec.latest())));
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw new IOException("Kafka at " + kafka.bootstrapServers() + " could not describe the topic " + topic
                    + ": " + failed.getCause());
        } catch (TimeoutException timeout) {
            throw new IOException("Kafka at " + kafka.bootstrapServers() + " did not respond in time", timeout);
        }
    }

    /** Whether the topic exists. */
    public static boolean exists(KafkaEndpoint kafka, String topic) throws IOException, InterruptedException {
        try (Admin admin = Admin.create(kafka.properties(Map.of("client.id", "weir-start")))) {
            return admin.listTopics()
                    .names()
                    .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                    .contains(topic);
        } catch (ExecutionException | TimeoutException failed) {
            throw new IOException("Kafka at " + kafka.bootstrapServers() + " could not list its topics", failed);
        }
    }

    private static Map<Integer, Long> offsets(Admin admin, List<TopicPartition> partitions, OffsetSpec which)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<Integer, Long> offsets = new HashMap<>();
        admin.listOffsets(partitions.stream().collect(Collectors.toMap(Function.identity(), any -> which)))
                .all()
                .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .forEach((partition, result) -> offsets.put(partition.partition(), result.offset()));
        return offsets;
    }
}
