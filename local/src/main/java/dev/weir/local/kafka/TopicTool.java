// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.kafka;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/**
 * Reads and changes the topics for {@code ./ops}. The arguments are {@code <Kafka's address> describe}, or
 * {@code <Kafka's address> partitions <count>}.
 *
 * <p>A description has a line for each partition: topic, partition, first and end offset; and a line for each setting
 * that differs from the broker's: topic, name and value.
 */
public final class TopicTool {
    private TopicTool() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (Admin admin = Topics.admin(arguments[0])) {
            if (arguments[1].equals("partitions")) {
                admin.createPartitions(Map.of(Topics.EVENTS, NewPartitions.increaseTo(Integer.parseInt(arguments[2]))))
                        .all()
                        .get();
                return;
            }
            for (String topic : new String[] {Topics.EVENTS, Topics.DEAD_LETTERS}) {
                describe(admin, topic);
            }
        } catch (ExecutionException failure) {
            System.err.println(String.valueOf(failure.getCause()));
            System.exit(1);
        }
    }

    private static void describe(Admin admin, String topic) throws ExecutionException, InterruptedException {
        int partitions = admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                .mapToInt(description -> description.partitions().size())
                .sum();
        Map<TopicPartition, Long> begins = offsets(admin, topic, partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(admin, topic, partitions, OffsetSpec.latest());
        for (int partition = 0; partition < partitions; partition++) {
            TopicPartition key = new TopicPartition(topic, partition);
            System.out.printf(
                    Locale.ROOT,
                    "offsets %s %d %d %d%n",
                    topic,
                    partition,
                    begins.getOrDefault(key, 0L),
                    ends.getOrDefault(key, 0L));
        }
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        admin.describeConfigs(List.of(resource)).all().get().values().stream()
                .flatMap(config -> config.entries().stream())
                .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .forEach(entry ->
                        System.out.printf(Locale.ROOT, "config %s %s %s%n", topic, entry.name(), entry.value()));
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, String topic, int partitions, OffsetSpec which)
            throws ExecutionException, InterruptedException {
        return admin
                .listOffsets(IntStream.range(0, partitions)
                        .boxed()
                        .collect(Collectors.toMap(number -> new TopicPartition(topic, number), number -> which)))
                .all()
                .get()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }
}
