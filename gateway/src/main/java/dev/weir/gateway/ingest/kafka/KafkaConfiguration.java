package dev.weir.gateway.ingest.kafka;

import java.time.Duration;

/**
 * How events get to Kafka.
 *
 * @param bootstrapServers host:port, separated by commas
 * @param linger how long a record may wait for company
 * @param deliveryTimeout how long a request may wait to become durable
 * @param maxInFlightBytes of events that wait for Kafka
 */
public record KafkaConfiguration(
        String bootstrapServers,
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
