// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest.kafka;

import dev.weir.configuration.KafkaEndpoint;
import java.time.Duration;

/**
 * How events are sent to Kafka.
 *
 * @param linger how long a record may wait for others to share its batch
 * @param deliveryTimeout how long a request may wait until its events are durable
 * @param maxInFlightBytes of events that wait for Kafka
 */
public record KafkaConfiguration(
        KafkaEndpoint endpoint,
        String topic,
        Compression compression,
        Duration linger,
        Duration deliveryTimeout,
        long maxInFlightBytes) {

    public enum Compression {
        NONE,
        LZ4,
        ZSTD
    }
}
