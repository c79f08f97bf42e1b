// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.configuration.KafkaEndpoint;
import dev.weir.event.Event;
import dev.weir.event.EventCodec;
import dev.weir.gateway.ingest.EventPublisher;
import dev.weir.gateway.ingest.EventPublisherContract;
import dev.weir.gateway.ingest.kafka.KafkaConfiguration;
import dev.weir.gateway.ingest.kafka.KafkaConfiguration.Compression;
import dev.weir.gateway.ingest.kafka.KafkaPublisher;
import dev.weir.local.Stack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Runs the contract of event publishers against a real broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaPublisherIT extends EventPublisherContract {
    private static final int PARTITIONS = 3;

    private final Stack stack = RunningWeir.open(KafkaPublisherIT.class, Map.of());
    private String topic = "";

    @BeforeAll
    void startKafka() {
        stack.kafka().start();
    }

    @AfterAll
    void stopKafka() {
        stack.close();
    }

    @Override
    protected EventPublisher open() throws Exception {
        topic = "contract-" + UUID.randomUUID();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
        return new KafkaPublisher(
                new KafkaConfiguration(
                        KafkaEndpoint.plaintext(stack.kafkaBootstrapServers()),
                        topic,
                        Compression.LZ4,
                        Duration.ofMillis(5),
                        Duration.ofSeconds(3),
                        MAX_IN_FLIGHT_BYTES),
                new SimpleMeterRegistry(),
                OpenTelemetry.noop());
    }

    @Override
    protected List<Event> written() throws Exception {
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        List<Event> events = new ArrayList<>();
        EventCodec codec = new EventCodec();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", stack.kafkaBootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            while (events.size() < end) {
                for (ConsumerRecord<byte[], byte[]> found : consumer.poll(Duration.ofSeconds(1))) {
                    Event event = codec.decode(found.value());
                    assertThat(found.key()).asString().isEqualTo(event.userId());
                    events.add(event);
                }
            }
        }
        return events;
    }

    @Override
    protected void breakLog() {
        stack.kafka().kill();
    }

    @Override
    protected void mendLog() {
        stack.kafka().start();
    }
}
