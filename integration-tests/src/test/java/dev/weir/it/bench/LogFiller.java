package dev.weir.it.bench;

import dev.weir.event.Event;
import dev.weir.event.EventCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes events to the log as the gateway does, without the gateway. */
final class LogFiller {
    private static final int THREADS = 2;

    private final String brokers;
    private final BenchEvents events;

    LogFiller(String brokers, BenchEvents events) {
        this.brokers = brokers;
        this.events = events;
    }

    /** Writes the events from one number to another, and returns when all are acknowledged. */
    void fill(long from, long to) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> parts = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int first = thread;
                parts.add(threads.submit(() -> write(from + first, to)));
            }
            for (Future<?> part : parts) {
                part.get();
            }
        } catch (ExecutionException failed) {
            throw new IOException("Kafka does not take the events", failed.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private void write(long from, long to) {
        EventCodec codec = new EventCodec();
        AtomicReference<Exception> refused = new AtomicReference<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers, "linger.ms", "10", "batch.size", "262144"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (long number = from; number < to && refused.get() == null; number += THREADS) {
                Event event = events.event(number);
                var unused = producer.send(
                        new ProducerRecord<>(
                                "events",
                                null,
                                System.currentTimeMillis(),
                                event.userId().getBytes(StandardCharsets.UTF_8),
                                codec.encode(event)),
                        (written, failed) -> {
                            if (failed != null) {
                                refused.set(failed);
                            }
                        });
            }
        }
        Exception failed = refused.get();
        if (failed != null) {
            throw new IllegalStateException(failed);
        }
    }
}
