// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench.load;

import dev.weir.event.Event;
import dev.weir.event.EventCodec;
import dev.weir.local.kafka.Topics;
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
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes events to a log as the gateway does, without the gateway. */
public final class LogFiller {
    /** The topic with the same events as JSON, for programs that do not read Weir's log. */
    public static final String JSON_EVENTS = "events-as-json";

    private static final int THREADS = 2;

    private final String brokers;
    private final BenchEvents events;
    private final String topic;
    private final Supplier<Function<Event, byte[]>> encoding;

    private LogFiller(String brokers, BenchEvents events, String topic, Supplier<Function<Event, byte[]>> encoding) {
        this.brokers = brokers;
        this.events = events;
        this.topic = topic;
        this.encoding = encoding;
    }

    /** A filler of Weir's own log. */
    public static LogFiller ofWeir(String brokers, BenchEvents events) {
        return new LogFiller(brokers, events, Topics.EVENTS, () -> new EventCodec()::encode);
    }

    /** Creates {@link #JSON_EVENTS}, with as many partitions as Weir's own log, and returns its filler. */
    public static LogFiller ofJson(String brokers, BenchEvents events) throws IOException, InterruptedException {
        new LogSize(brokers).create(JSON_EVENTS);
        return new LogFiller(brokers, events, JSON_EVENTS, () -> LogFiller::json);
    }

    private static byte[] json(Event event) {
        return BenchEvents.json(event).getBytes(StandardCharsets.UTF_8);
    }

    /** Writes the events from one number up to another, and returns when all are acknowledged. */
    public void fill(long from, long to) throws IOException, InterruptedException {
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
            throw new IOException("Kafka does not accept the events", failed.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private void write(long from, long to) {
        Function<Event, byte[]> encode = encoding.get();
        AtomicReference<Exception> refused = new AtomicReference<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers, "linger.ms", "10", "batch.size", "262144"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (long number = from; number < to && refused.get() == null; number += THREADS) {
                Event event = events.event(number);
                var unused = producer.send(
                        new ProducerRecord<>(
                                topic,
                                null,
                                System.currentTimeMillis(),
                                event.userId().getBytes(StandardCharsets.UTF_8),
                                encode.apply(event)),
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
