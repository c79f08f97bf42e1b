package dev.weir.gateway.ingest.kafka;

import dev.weir.configuration.KafkaEndpoint;
import java.time.Duration;

/**
 * How events get to Kafka.
 *
 * @param linger how long a record may wait for company
 * @param deliveryTimeout how long a request may wait to become durable
 * @param maxInFlightBytes of events that wait for Kafka
 */
public record KafkaConfiguration(
        KafkaEndpoint endpoint,
        String topic,
        Compression compression,
        Duration linger,
        Duration deliveryTimeout,
        long maxInFlightBytes) {

    /** How batches are compressed. */
    public enum Compression {
        NONE,
        LZ4,
        ZSTD
    }
}
