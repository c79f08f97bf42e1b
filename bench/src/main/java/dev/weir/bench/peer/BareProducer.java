// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench.peer;

import dev.weir.bench.load.BenchEvents;
import dev.weir.event.Event;
import dev.weir.event.EventCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A loop around {@code send}, and nothing else: no HTTP, no JSON, no validation. The records are encoded before it
 * starts. {@code <brokers> <topic> <folder> <users> <videos>}
 *
 * <p>It is tuned like the gateway's producer, with a larger buffer: acknowledged by all replicas, idempotent, 5 ms of
 * linger, batches of 256 KiB, no compression.
 */
public final class BareProducer {
    private static final int RECORDS = 200_000;
    private static final LongAdder ACKNOWLEDGED = new LongAdder();

    private BareProducer() {}

    public static void main(String[] words) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records =
                records(words[1], Integer.parseInt(words[3]), Integer.parseInt(words[4]));
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        words[0],
                        "acks",
                        "all",
                        "enable.idempotence",
                        true,
                        "linger.ms",
                        5,
                        "batch.size",
                        256 * 1024,
                        "buffer.memory",
                        128L << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        AtomicReference<Exception> failure = new AtomicReference<>();
        Thread loop = new Thread(() -> send(producer, records, failure), "loop");
        loop.start();
        PeerDoor.open(Path.of(words[2]), ACKNOWLEDGED::toString, () -> {
            loop.interrupt();
            loop.join();
            producer.flush();
            Exception failed = failure.get();
            return failed == null ? ACKNOWLEDGED.toString() : failed.toString();
        });
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer,
            List<ProducerRecord<byte[], byte[]>> records,
            AtomicReference<Exception> failure) {
        try {
            sendUntilInterrupted(producer, records, failure);
        } catch (InterruptException interrupted) {
            // Interrupted while waiting for buffer memory. The current record was not sent.
        }
    }

    private static void sendUntilInterrupted(
            KafkaProducer<byte[], byte[]> producer,
            List<ProducerRecord<byte[], byte[]>> records,
            AtomicReference<Exception> failure) {
        while (true) {
            for (ProducerRecord<byte[], byte[]> one : records) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                var unused = producer.send(one, (written, failed) -> {
                    if (failed == null) {
                        ACKNOWLEDGED.increment();
                    } else {
                        failure.compareAndSet(null, failed);
                    }
                });
            }
        }
    }

    private static List<ProducerRecord<byte[], byte[]>> records(String topic, int users, int videos) {
        BenchEvents events = new BenchEvents(System.currentTimeMillis(), users, videos);
        EventCodec codec = new EventCodec();
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int number = 0; number < RECORDS; number++) {
            Event event = events.event(number);
            records.add(
                    new ProducerRecord<>(topic, event.userId().getBytes(StandardCharsets.UTF_8), codec.encode(event)));
        }
        return records;
    }
}
