// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.source;

import dev.weir.configuration.KafkaEndpoint;
import java.io.IOException;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Reads the log from Kafka with Flink's connector. In partitions that are read to their end, the watermark follows the
 * wall clock.
 *
 * <p>Flink's idle timeout is not safe here: it also declares a partition idle that is unreachable, or that a rebuild
 * has not begun to read. The watermark would then pass events that are still to come. This source asks the brokers for
 * the end of each partition instead. Once that end is read, every event acknowledged before the request has been read.
 *
 * <p>As a result, a watermark <em>t</em> means that every event acknowledged before <em>t</em> has been read. A replay
 * follows the same clock as the first run, an idle partition does not hold the watermark back, and midnight passes
 * without traffic.
 *
 * <p>Transactional producers are not supported. Their partitions end with a transaction marker, which is not a record,
 * so such a partition would never count as read to its end. Weir does not use transactions.
 */
public final class CaughtUpSource
        implements Source<LogRecord, KafkaPartitionSplit, KafkaSourceEnumState>, ResultTypeQueryable<LogRecord> {
    private static final long serialVersionUID = 1L;

    private final KafkaSource<LogRecord> source;
    private final Properties client;

    /** Reads a topic from its beginning, or from the offsets of a checkpoint. */
    public CaughtUpSource(KafkaEndpoint kafka, String topic, String group) {
        this.source = KafkaSource.<LogRecord>builder()
                .setProperties(properties(kafka))
                .setTopics(topic)
                .setGroupId(group)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new LogRecordDeserializer())
                .setProperty("partition.discovery.interval.ms", "30000")
                // After this time, the client tries another broker. Kafka's default is three times as long.
                .setProperty("request.timeout.ms", "10000")
                .build();
        this.client = properties(kafka);
        client.setProperty("client.id", group + "-log-ends");
    }

    private static Properties properties(KafkaEndpoint kafka) {
        Properties properties = new Properties();
        properties.putAll(kafka.properties(Map.of()));
        return properties;
    }

    @Override
    public SourceReader<LogRecord, KafkaPartitionSplit> createReader(SourceReaderContext context) throws Exception {
        return new CaughtUpReader(source.createReader(context), client)
                .registerMetrics(context.metricGroup().addGroup("weir"));
    }

    @Override
    public Boundedness getBoundedness() {
        return source.getBoundedness();
    }

    @Override
    public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> createEnumerator(
            SplitEnumeratorContext<KafkaPartitionSplit> context) throws IOException {
        return new NotifyingEnumerator(context, source::createEnumerator);
    }

    @Override
    public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
            SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState checkpoint) throws IOException {
        return new NotifyingEnumerator(context, observed -> source.restoreEnumerator(observed, checkpoint));
    }

    @Override
    public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
        return source.getSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<KafkaSourceEnumState> getEnumeratorCheckpointSerializer() {
        return source.getEnumeratorCheckpointSerializer();
    }

    @Override
    public TypeInformation<LogRecord> getProducedType() {
        return source.getProducedType();
    }
}
