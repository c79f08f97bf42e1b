// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench.peer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.serialization.AbstractDeserializationSchema;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * The common part of the Flink peers. It reads a log of JSON to its end, and deduplicates as textbooks teach it.
 *
 * <p>Its cluster runs in this process and is as large as the one of {@code ./run}: heap, managed and network memory,
 * two slots, a checkpoint every five seconds.
 *
 * <p>Tuning: objects are reused, Jackson reads only the fields that are needed for counting, and checkpoints are
 * incremental if the backend supports it.
 */
final class FlinkPeer {
    private static final Duration REMEMBERED = Duration.ofHours(24);
    private static final Duration OUT_OF_ORDER = Duration.ofMinutes(5);

    private FlinkPeer() {}

    static StreamExecutionEnvironment environment(PeerArguments arguments, String backend) {
        Configuration options = new Configuration();
        options.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        options.set(RestOptions.BIND_PORT, "0");
        options.set(TaskManagerOptions.NUM_TASK_SLOTS, 2);
        options.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(256));
        options.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
        options.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
        options.set(CoreOptions.DEFAULT_PARALLELISM, 2);
        options.set(CoreOptions.TMP_DIRS, arguments.folder().resolve("tmp").toString());
        options.set(StateBackendOptions.STATE_BACKEND, backend);
        options.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        options.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(5));
        options.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                arguments.folder().resolve("checkpoints").toUri().toString());
        options.set(PipelineOptions.OBJECT_REUSE, true);
        // A peer that fails must report it, and not count a part again.
        options.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        return StreamExecutionEnvironment.createLocalEnvironment(options);
    }

    /** All events that are in the log now, without duplicates. */
    static DataStream<View> deduplicated(StreamExecutionEnvironment environment, PeerArguments arguments) {
        KafkaSource<View> source = KafkaSource.<View>builder()
                .setBootstrapServers(arguments.brokers())
                .setTopics(arguments.topic())
                .setGroupId("flink-peer")
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setBounded(OffsetsInitializer.latest())
                .setValueOnlyDeserializer(new ViewFromJson())
                .build();
        return environment
                .fromSource(
                        source,
                        WatermarkStrategy.<View>forBoundedOutOfOrderness(OUT_OF_ORDER)
                                .withTimestampAssigner((view, any) -> view.timestamp),
                        "log")
                .keyBy(view -> view.userId)
                .process(new Deduplicate());
    }

    private static final class ViewFromJson extends AbstractDeserializationSchema<View> {
        private transient @Nullable ObjectReader reader;

        ViewFromJson() {
            super(View.class);
        }

        @Override
        public void open(InitializationContext context) {
            reader = new ObjectMapper().readerFor(View.class);
        }

        @Override
        public View deserialize(byte[] json) throws IOException {
            return Objects.requireNonNull(reader).readValue(json);
        }
    }

    /** Forwards an event if its user has no other event with this id. Forgets ids after a day. */
    private static final class Deduplicate extends KeyedProcessFunction<String, View, View> {
        private transient @Nullable MapState<String, Boolean> seen;

        @Override
        public void open(OpenContext context) {
            MapStateDescriptor<String, Boolean> ids = new MapStateDescriptor<>("seen", Types.STRING, Types.BOOLEAN);
            ids.enableTimeToLive(StateTtlConfig.newBuilder(REMEMBERED).build());
            seen = getRuntimeContext().getMapState(ids);
        }

        @Override
        public void processElement(View view, Context context, Collector<View> unique) throws Exception {
            MapState<String, Boolean> ids = Objects.requireNonNull(seen);
            if (!ids.contains(view.eventId)) {
                ids.put(view.eventId, true);
                unique.collect(view);
            }
        }
    }
}
