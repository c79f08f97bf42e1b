// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest.kafka;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The settings of the producers: durable, ordered and non-blocking. */
final class ProducerSettings {
    private static final int BATCH_BYTES = 256 * 1024;

    /**
     * Memory beyond the admitted bytes. Even a nearly empty batch takes its full size from the buffer, so batches for
     * many partitions take more memory than their events. If even this memory runs out, {@code send} fails at once, and
     * the request is refused.
     */
    private static final long SPARE_BYTES = 64L << 20;

    /** The same for large batches, which are few and fill their buffers. */
    private static final long SPARE_BYTES_FOR_LARGE = 16L << 20;

    private ProducerSettings() {}

    static Map<String, Object> forSmallBatches(KafkaConfiguration kafka) {
        Map<String, Object> settings = common(kafka);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "weir-gateway");
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2 * kafka.maxInFlightBytes() + SPARE_BYTES);
        return kafka.endpoint().properties(settings);
    }

    static Map<String, Object> forLargeBatches(KafkaConfiguration kafka) {
        Map<String, Object> settings = common(kafka);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "weir-gateway-large");
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * BatchAdmission.MAX_LARGE_BYTES + SPARE_BYTES_FOR_LARGE);
        // One request at a time, so that the brokers can serve small batches in between.
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        return kafka.endpoint().properties(settings);
    }

    private static Map<String, Object> common(KafkaConfiguration kafka) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0L);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        settings.put(
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                kafka.compression().name().toLowerCase(Locale.ROOT));
        settings.put(ProducerConfig.LINGER_MS_CONFIG, kafka.linger().toMillis());
        int deliveryMillis = (int) kafka.deliveryTimeout().toMillis();
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, deliveryMillis);
        // Half of the delivery timeout, so that an unresponsive broker leaves time for a second attempt.
        settings.put(
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                Math.max(1, (deliveryMillis - (int) kafka.linger().toMillis()) / 2));
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
        settings.put(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 2_000L);
        settings.put(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, 5_000L);
        return settings;
    }
}
