// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.sink;

import dev.weir.configuration.KafkaEndpoint;
import dev.weir.job.decode.DeadLetterRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Writes dead letters to a Kafka topic. Key and value are those of the original record; the rest is in headers that
 * begin with {@code weir-}.
 *
 * <p>Delivery is at least once. After a restart, a dead letter may be repeated with the same {@code weir-partition} and
 * {@code weir-offset}.
 */
public final class DeadLetterTopic {
    private DeadLetterTopic() {}

    public static Sink<DeadLetterRecord> sink(KafkaEndpoint kafka, String topic) {
        Properties security = new Properties();
        security.putAll(kafka.security());
        return KafkaSink.<DeadLetterRecord>builder()
                .setBootstrapServers(kafka.bootstrapServers())
                .setKafkaProducerConfig(security)
                .setRecordSerializer(new Serializer(topic))
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .build();
    }

    private static final class Serializer implements KafkaRecordSerializationSchema<DeadLetterRecord> {
        private static final long serialVersionUID = 1L;

        private final String topic;

        Serializer(String topic) {
            this.topic = topic;
        }

        @Override
        public ProducerRecord<byte[], byte[]> serialize(
                DeadLetterRecord letter, KafkaSinkContext context, @Nullable Long timestamp) {
            ProducerRecord<byte[], byte[]> letterRecord =
                    new ProducerRecord<>(topic, null, letter.failedAt(), letter.key(), letter.payload());
            Headers headers = letterRecord.headers();
            header(
                    headers,
                    "weir-failed-at",
                    Instant.ofEpochMilli(letter.failedAt()).toString());
            header(headers, "weir-reason", letter.reason());
            header(headers, "weir-detail", letter.detail());
            header(headers, "weir-topic", letter.topic());
            header(headers, "weir-partition", Integer.toString(letter.partition()));
            header(headers, "weir-offset", Long.toString(letter.offset()));
            return letterRecord;
        }

        private static void header(Headers headers, String name, String value) {
            headers.add(name, value.getBytes(StandardCharsets.UTF_8));
        }
    }
}
