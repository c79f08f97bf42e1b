// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest.kafka;

import dev.weir.event.Event;
import dev.weir.event.EventCodec;
import dev.weir.gateway.ingest.EventPublisher;
import dev.weir.gateway.ingest.PublishOutcome;
import dev.weir.gateway.progress.LogPositions;
import dev.weir.http.admission.BudgetGauges;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes events durable in Kafka: one record per event, keyed by user, acknowledged by every in-sync replica.
 *
 * <p>Batches are admitted within a limit before they are sent, so that {@code send} has room in the buffer and never
 * blocks.
 */
public final class KafkaPublisher implements EventPublisher {
    private static final Logger log = LoggerFactory.getLogger(KafkaPublisher.class);

    /** The producer's approximate overhead for a record, besides key and value. */
    private static final int RECORD_OVERHEAD_BYTES = 64;

    private final String topic;
    private final BatchAdmission inFlight;
    private final Producers producers;
    private final KafkaAvailability availability;
    private final Timer ackLatency;
    private final SendTracing tracing;

    private final ThreadLocal<EventCodec> codecs = ThreadLocal.withInitial(EventCodec::new);

    public KafkaPublisher(KafkaConfiguration kafka, MeterRegistry registry, OpenTelemetry telemetry) {
        topic = kafka.topic();
        tracing = new SendTracing(telemetry, topic);
        inFlight = new BatchAdmission(kafka.maxInFlightBytes());
        producers = new Producers(kafka, registry);
        availability = new KafkaAvailability(kafka, producers::knowTopic).measuredBy(registry);
        ackLatency = Timer.builder("weir.kafka.ack")
                .description("Time from sending a request's events to Kafka to the last acknowledgement")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(registry);
        BudgetGauges.show(registry, "kafka_bytes", inFlight.all());
        BudgetGauges.show(registry, "large_kafka_bytes", inFlight.large());
    }

    @Override
    public @Nullable String problem() {
        return availability.problem();
    }

    @Override
    public void publish(List<Event> events, long receivedAt, Consumer<PublishOutcome> whenDone) {
        if (!availability.mayPublish()) {
            whenDone.accept(PublishOutcome.Refused.UNAVAILABLE);
            return;
        }
        List<ProducerRecord<byte[], byte[]>> records = records(events, receivedAt);
        long bytes = bytes(records);
        Producer<byte[], byte[]> to = producers.forBatch(BatchAdmission.isLarge(bytes));
        if (to == null) {
            whenDone.accept(PublishOutcome.Refused.UNAVAILABLE);
            return;
        }
        if (!inFlight.tryEnter(bytes)) {
            whenDone.accept(PublishOutcome.Refused.QUEUE_FULL);
            return;
        }
        if (records.isEmpty()) {
            whenDone.accept(new PublishOutcome.Durable(new LogPositions(Map.of())));
            return;
        }
        long start = System.nanoTime();
        Context request = Context.current();
        Span span = tracing.begin(records);
        PendingBatch pending = new PendingBatch(records.size(), done -> {
            inFlight.leave(bytes);
            try {
                ackLatency.record(Duration.ofNanos(System.nanoTime() - start));
                SendTracing.end(span, done.failure());
            } finally {
                try (Scope ignored = request.makeCurrent()) {
                    whenDone.accept(outcome(done));
                }
            }
        });
        send(to, records, pending);
    }

    @Override
    public void close(Duration atMost) {
        availability.close();
        producers.close(atMost);
    }

    private List<ProducerRecord<byte[], byte[]>> records(List<Event> events, long receivedAt) {
        EventCodec codec = codecs.get();
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(events.size());
        for (Event event : events) {
            byte[] key = event.userId().getBytes(StandardCharsets.UTF_8);
            records.add(new ProducerRecord<>(topic, null, receivedAt, key, codec.encode(event)));
        }
        return records;
    }

    private static long bytes(List<ProducerRecord<byte[], byte[]>> records) {
        long bytes = 0;
        for (ProducerRecord<byte[], byte[]> record : records) {
            bytes += record.key().length + record.value().length + RECORD_OVERHEAD_BYTES;
        }
        return bytes;
    }

    static void send(Producer<byte[], byte[]> to, List<ProducerRecord<byte[], byte[]>> records, PendingBatch pending) {
        int left = records.size();
        for (ProducerRecord<byte[], byte[]> record : records) {
            try {
                var unused = to.send(record, pending);
            } catch (KafkaException | IllegalStateException refused) {
                pending.abandon(left, refused);
                return;
            } catch (RuntimeException | Error unforeseen) {
                log.atError().setCause(unforeseen).log("The Kafka producer failed unexpectedly");
                pending.abandon(left, new KafkaException("The producer failed.", unforeseen));
                return;
            }
            left--;
            if (pending.hasFailed() && left > 0) {
                pending.abandon(left, new KafkaException("Another record of the request was refused."));
                return;
            }
        }
    }

    private PublishOutcome outcome(PendingBatch done) {
        Exception failure = done.failure();
        if (failure == null) {
            availability.deliverySucceeded();
            return new PublishOutcome.Durable(done.positions());
        }
        if (failure instanceof BufferExhaustedException) {
            return PublishOutcome.Refused.QUEUE_FULL;
        }
        // A failure without a possible retry concerns this record only, and says nothing about the next one.
        if (failure instanceof RetriableException) {
            availability.deliveryFailed();
        }
        log.atWarn()
                .addKeyValue("reason", failure.getClass().getSimpleName())
                .log("Kafka did not acknowledge the events of a request");
        return PublishOutcome.Refused.UNAVAILABLE;
    }
}
