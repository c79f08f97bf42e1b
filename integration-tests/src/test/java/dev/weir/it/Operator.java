// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.event.Event;
import dev.weir.event.EventCodec;
import dev.weir.local.Stack;
import dev.weir.testbed.Answer;
import dev.weir.testbed.WeirClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Calls the management port, and writes to the topic without the gateway. */
final class Operator {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Stack stack;
    private final WeirClient management;

    Operator(Stack stack) {
        this.stack = stack;
        this.management = new WeirClient(stack.managementUrl(), PATIENCE);
    }

    Answer get(String pathAndQuery) throws IOException {
        return management.get(pathAndQuery);
    }

    Answer post(String pathAndQuery) throws IOException {
        return management.postNothing(pathAndQuery);
    }

    /** Returns the dead letter with this id, in any status. */
    JsonNode deadLetter(String id) throws IOException {
        return get("/dead-letters?status=all&id=" + id).json().at("/dead_letters/0");
    }

    /** Writes a record to the topic of events. Returns the id that it has if it becomes a dead letter. */
    String write(int partition, String key, byte[] value) throws ExecutionException, InterruptedException {
        return write(new ProducerRecord<>("events", partition, bytes(key), value));
    }

    /** Writes an event that claims to be received at this time. */
    String write(Event event, Instant receivedAt) throws ExecutionException, InterruptedException {
        return write(new ProducerRecord<>(
                "events", null, receivedAt.toEpochMilli(), bytes(event.userId()), new EventCodec().encode(event)));
    }

    private String write(ProducerRecord<byte[], byte[]> toWrite) throws ExecutionException, InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.kafkaBootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            RecordMetadata written = producer.send(toWrite).get();
            return written.topic() + "-" + written.partition() + "-" + written.offset();
        }
    }

    /** Deletes all records of a partition before an offset, as retention does. */
    void deleteRecords(int partition, long before) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBootstrapServers()))) {
            admin.deleteRecords(Map.of(new TopicPartition("events", partition), RecordsToDelete.beforeOffset(before)))
                    .all()
                    .get();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
