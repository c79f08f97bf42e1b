// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest.kafka;

import dev.weir.event.Event;
import dev.weir.event.EventCodec;
import dev.weir.gateway.ingest.EventBatch;
import dev.weir.gateway.ingest.EventPublisher;
import dev.weir.gateway.ingest.PublishOutcome;
import dev.weir.gateway.progress.LogPositions;
import dev.weir.http.admission.BatchAdmission;
import dev.weir.http.admission.BudgetGauges;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.Header;
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
        availability = new KafkaAvailability(kafka, producers::knowTopic);
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
    public void publish(EventBatch batch, Consumer<PublishOutcome> whenDone) {
        if (!availability.mayPublish()) {
            whenDone.accept(PublishOutcome.Refused.UNAVAILABLE);
            return;
        }
        List<Event> events = batch.events();
        byte[][] values = new byte[events.size()][];
        long bytes = encode(events, values);
        Producer<byte[], byte[]> to = producers.forBatch(BatchAdmission.isLarge(bytes));
        if (to == null) {
            whenDone.accept(PublishOutcome.Refused.UNAVAILABLE);
            return;
        }
        if (!inFlight.tryEnter(bytes)) {
            whenDone.accept(PublishOutcome.Refused.QUEUE_FULL);
            return;
        }
        if (events.isEmpty()) {
            whenDone.accept(new PublishOutcome.Durable(new LogPositions(Map.of())));
            return;
        }
        long start = System.nanoTime();
        Context request = Context.current();
        SentBatch trace = tracing.begin(events.size());
        PendingBatch pending = new PendingBatch(events.size(), done -> {
            inFlight.leave(bytes);
            try {
                ackLatency.record(Duration.ofNanos(System.nanoTime() - start));
                trace.end(done.failure());
            } finally {
                try (Scope ignored = request.makeCurrent()) {
                    whenDone.accept(outcome(done));
                }
            }
        });
        send(to, topic, batch, values, trace.headers(), pending);
    }

    @Override
    public void close(Duration atMost) {
        availability.close();
        producers.close(atMost);
    }

    private long encode(List<Event> events, byte[][] values) {
        EventCodec codec = codecs.get();
        long bytes = 0;
        for (int i = 0; i < values.length; i++) {
            Event event = events.get(i);
            values[i] = codec.encode(event);
            bytes += values[i].length + event.userId().length() + RECORD_OVERHEAD_BYTES;
        }
        return bytes;
    }

    static void send(
            Producer<byte[], byte[]> to,
            String topic,
            EventBatch batch,
            byte[][] values,
            @Nullable List<Header> headers,
            PendingBatch pending) {
        for (int i = 0; i < values.length; i++) {
            byte[] key = batch.events().get(i).userId().getBytes(StandardCharsets.UTF_8);
            try {
                var unused = to.send(
                        new ProducerRecord<>(topic, null, batch.receivedAt(), key, values[i], headers), pending);
            } catch (KafkaException | IllegalStateException refused) {
                pending.abandon(values.length - i, refused);
                return;
            } catch (RuntimeException | Error unforeseen) {
                log.atError().setCause(unforeseen).log("The Kafka producer failed unexpectedly");
                pending.abandon(values.length - i, new KafkaException("The producer failed.", unforeseen));
                return;
            }
            if (pending.hasFailed() && i + 1 < values.length) {
                pending.abandon(
                        values.length - i - 1, new KafkaException("Another record of the request was refused."));
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
