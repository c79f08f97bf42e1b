// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A producer for small batches and one for large batches, each with its own connections. A broker processes the
 * requests of a connection one after the other, and small batches should not wait behind large ones.
 *
 * <p>{@link #knowTopic} opens the producers, and tries again after a failure. When the gateway starts, the brokers'
 * names may not be resolvable yet.
 */
final class Producers {
    private record Opened(Producer<byte[], byte[]> producer, KafkaClientMetrics metrics) {
        static Opened with(Map<String, Object> settings, MeterRegistry registry) {
            Producer<byte[], byte[]> producer =
                    new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
            KafkaClientMetrics metrics = new KafkaClientMetrics(producer);
            metrics.bindTo(registry);
            return new Opened(producer, metrics);
        }

        /** If the topic is unknown, the producer begins to fetch its metadata. */
        boolean knows(String topic) {
            try {
                return !producer.partitionsFor(topic).isEmpty();
            } catch (KafkaException unknown) {
                return false;
            }
        }

        void close(Duration atMost) {
            metrics.close();
            producer.close(atMost);
        }
    }

    private final KafkaConfiguration kafka;
    private final MeterRegistry registry;
    private volatile @Nullable Opened small;
    private volatile @Nullable Opened large;

    Producers(KafkaConfiguration kafka, MeterRegistry registry) {
        this.kafka = kafka;
        this.registry = registry;
    }

    /** Returns null if the producer is not open yet. */
    @Nullable
    Producer<byte[], byte[]> forBatch(boolean isLarge) {
        Opened opened = isLarge ? large : small;
        return opened == null ? null : opened.producer();
    }

    /**
     * Whether both producers can send without blocking. Each call also keeps their metadata from expiring without
     * traffic.
     */
    boolean knowTopic() {
        try {
            Opened first = small;
            if (first == null) {
                first = Opened.with(ProducerSettings.forSmallBatches(kafka), registry);
                small = first;
            }
            Opened second = large;
            if (second == null) {
                second = Opened.with(ProducerSettings.forLargeBatches(kafka), registry);
                large = second;
            }
            boolean firstKnows = first.knows(kafka.topic());
            return second.knows(kafka.topic()) && firstKnows;
        } catch (KafkaException cannotBeOpened) {
            return false;
        }
    }

    /** @param atMost for both producers together */
    void close(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        for (Opened opened : new Opened[] {small, large}) {
            if (opened != null) {
                opened.close(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            }
        }
    }
}
