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
 * The log in Kafka, read by Flink's connector, with a watermark that follows the wall clock wherever a partition is read
 * to its end.
 *
 * <p>A time-out would call a partition quiet also while it is unreachable, or while a rebuild has not begun to read it,
 * and the clock would leap over events that are still to come. Here the brokers' own answer is the evidence: everything
 * acknowledged before the moment of asking has passed. So a replay meets the same clock as the first run did, a quiet
 * partition holds nothing up, midnight comes without traffic, and a watermark <em>t</em> means that every event
 * acknowledged before <em>t</em> has been read.
 *
 * <p>Records of transactional producers end a partition with a marker that is no record, which would never count as read
 * to the end; Weir writes none.
 */
public final class CaughtUpSource
        implements Source<LogRecord, KafkaPartitionSplit, KafkaSourceEnumState>, ResultTypeQueryable<LogRecord> {
    private static final long serialVersionUID = 1L;

    private final KafkaSource<LogRecord> source;
    private final Properties client;

    /** Reads a topic from its beginning, or from where a checkpoint says. */
    public CaughtUpSource(KafkaEndpoint kafka, String topic, String group) {
        this.source = KafkaSource.<LogRecord>builder()
                .setProperties(properties(kafka))
                .setTopics(topic)
                .setGroupId(group)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new LogRecordDeserializer())
                .setProperty("partition.discovery.interval.ms", "30000")
                // A broker that says nothing for so long is given up for another, at a third of the usual patience.
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
                .measuredBy(context.metricGroup().addGroup("weir"));
    }

    @Override
    public Boundedness getBoundedness() {
        return source.getBoundedness();
    }

    @Override
    public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> createEnumerator(
            SplitEnumeratorContext<KafkaPartitionSplit> context) throws IOException {
        return new AnnouncingEnumerator(context, source::createEnumerator);
    }

    @Override
    public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
            SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState checkpoint) throws IOException {
        return new AnnouncingEnumerator(context, observed -> source.restoreEnumerator(observed, checkpoint));
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
