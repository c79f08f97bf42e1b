// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench.peer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KGroupedStream;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyWindowStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * The counts as a Kafka Streams program, exactly once. It deduplicates in a window store, and counts daily views,
 * 30-day views in hopping windows, and the users of each day. It does not count weekly and monthly users.
 *
 * <p>Tuning: one thread per processor, larger batches, a cache of 256 MiB, and commits only every five seconds. Most
 * updates of a number then stay in the cache. The library needs 30 updates per event for windows of 30 days that begin
 * each day.
 */
public final class KafkaStreamsCounts {
    private static final Duration REMEMBERED = Duration.ofHours(24);
    private static final Duration LATENESS = Duration.ofDays(30);
    private static final String SEEN = "seen";
    private static final String DAILY = "views-daily";
    private static final ObjectReader JSON = new ObjectMapper().readerFor(View.class);

    private static final LongAdder COUNTED = new LongAdder();

    private KafkaStreamsCounts() {}

    public static void main(String[] words) throws Exception {
        PeerArguments arguments = PeerArguments.of(words);
        try (KafkaStreams streams = new KafkaStreams(topology(arguments.topic()).build(), settings(arguments))) {
            streams.start();
            PeerDoor.open(arguments.folder(), COUNTED::toString, () -> views(streams));
            new CountDownLatch(1).await();
        }
    }

    private static StreamsBuilder topology(String topic) {
        Serde<View> views = Serdes.serdeFrom(
                (any, view) -> {
                    throw new SerializationException("only read");
                },
                (any, json) -> read(json));
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(Stores.windowStoreBuilder(
                Stores.persistentWindowStore(SEEN, REMEMBERED, REMEMBERED, false), Serdes.String(), Serdes.Long()));
        KStream<String, View> unique = builder.stream(
                        topic, Consumed.with(Serdes.String(), views).withTimestampExtractor(new EventTime()))
                .processValues(Deduplicate::new, SEEN);

        KGroupedStream<String, byte[]> byVideo = unique.map((user, view) -> new KeyValue<>(view.videoId, new byte[0]))
                .repartition(Repartitioned.<String, byte[]>with(Serdes.String(), Serdes.ByteArray())
                        .withName("by-video"))
                .groupByKey(Grouped.with(Serdes.String(), Serdes.ByteArray()));
        byVideo.windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofDays(30), LATENESS)
                        .advanceBy(Duration.ofDays(1)))
                .count(Materialized.as("views-30d"));
        byVideo.windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofDays(1), LATENESS))
                .aggregate(
                        () -> 0L,
                        (video, nothing, sum) -> {
                            COUNTED.increment();
                            return sum + 1;
                        },
                        Materialized.<String, Long, WindowStore<Bytes, byte[]>>as(DAILY)
                                .withValueSerde(Serdes.Long()));

        unique.mapValues(view -> new byte[0])
                .groupByKey(Grouped.with(Serdes.String(), Serdes.ByteArray()))
                .windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofDays(1), LATENESS))
                .reduce((one, other) -> one)
                .groupBy(
                        (user, seen) -> new KeyValue<>(user.window().startTime().toString(), seen),
                        Grouped.with(Serdes.String(), Serdes.ByteArray()))
                .count(Materialized.as("users-daily"));
        return builder;
    }

    private static Properties settings(PeerArguments arguments) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "kafka-streams-peer");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, arguments.brokers());
        settings.put(
                StreamsConfig.STATE_DIR_CONFIG,
                arguments.folder().resolve("state").toString());
        settings.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        settings.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 5_000L);
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 256L << 20);
        settings.put(StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG, StreamsConfig.OPTIMIZE);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 262_144);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 20);
        return settings;
    }

    private static String views(KafkaStreams streams) {
        ReadOnlyWindowStore<String, Long> store =
                streams.store(StoreQueryParameters.fromNameAndType(DAILY, QueryableStoreTypes.windowStore()));
        long sum = 0;
        try (var rows = store.fetchAll(Instant.EPOCH, Instant.now().plus(Duration.ofDays(1)))) {
            while (rows.hasNext()) {
                sum += rows.next().value;
            }
        }
        return Long.toString(sum);
    }

    private static View read(byte[] json) {
        try {
            return JSON.readValue(json);
        } catch (IOException notJson) {
            throw new SerializationException(notJson);
        }
    }

    private static final class EventTime implements TimestampExtractor {
        @Override
        public long extract(ConsumerRecord<Object, Object> event, long before) {
            return ((View) event.value()).timestamp;
        }
    }

    /** Forwards an event if its id was not seen within a day of it. */
    private static final class Deduplicate extends ContextualFixedKeyProcessor<String, View, View> {
        private @Nullable WindowStore<String, Long> seen;

        @Override
        public void init(FixedKeyProcessorContext<String, View> context) {
            super.init(context);
            seen = context.getStateStore(SEEN);
        }

        @Override
        public void process(FixedKeyRecord<String, View> event) {
            WindowStore<String, Long> ids = Objects.requireNonNull(seen);
            String identity = event.key() + " " + event.value().eventId;
            long time = event.timestamp();
            try (var earlier = ids.fetch(identity, time - REMEMBERED.toMillis(), time + REMEMBERED.toMillis())) {
                if (earlier.hasNext()) {
                    return;
                }
            }
            ids.put(identity, time, time);
            context().forward(event);
        }
    }
}
