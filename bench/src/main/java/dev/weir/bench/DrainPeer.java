// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bench.peer.ClickHouseKafkaEngine;
import dev.weir.bench.peer.KafkaStreamsCounts;
import dev.weir.bench.peer.RocksDbDeduplication;
import dev.weir.bench.peer.TextbookFlinkJob;
import dev.weir.testbed.OptionNames;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The peers that count a log. The class of each one says how it was tuned. */
enum DrainPeer {
    CLICKHOUSE_KAFKA_ENGINE(ClickHouseKafkaEngine.class, Heap.AS_OUR_ENGINE, ""),
    CLICKHOUSE_KAFKA_ENGINE_WITH_EVENTS(
            ClickHouseKafkaEngine.class, Heap.AS_OUR_ENGINE, ClickHouseKafkaEngine.WITH_EVENTS),
    CLICKHOUSE_KAFKA_ENGINE_WITH_EVENTS_AS_TEXT(
            ClickHouseKafkaEngine.class, Heap.AS_OUR_ENGINE, ClickHouseKafkaEngine.WITH_EVENTS_AS_TEXT),
    TEXTBOOK_FLINK(TextbookFlinkJob.class, Heap.AS_OUR_JOB, ""),
    KAFKA_STREAMS(KafkaStreamsCounts.class, Heap.AS_OUR_JOB, ""),
    ROCKSDB_DEDUPLICATION(RocksDbDeduplication.class, Heap.AS_OUR_JOB, "");

    private final Class<?> main;
    private final String options;
    private final String word;

    /** JVM options, the same as in our stack. */
    private static final class Heap {
        private static final String AS_OUR_ENGINE = "-Xmx256m -XX:+UseSerialGC";
        private static final String AS_OUR_JOB =
                "-Xmx1536m --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.util=ALL-UNNAMED";
    }

    static final class Names extends OptionNames<DrainPeer> {
        Names() {
            super(Stream.of(values()));
        }
    }

    DrainPeer(Class<?> main, String options, String word) {
        this.main = main;
        this.options = options;
        this.word = word;
    }

    /** The heap options of each peer. */
    static Map<String, Object> describe(List<DrainPeer> peers) {
        Map<String, Object> described = new TreeMap<>();
        peers.forEach(peer -> described.put(
                peer.peerName(),
                peer.options().stream()
                        .filter(option -> option.startsWith("-X"))
                        .collect(Collectors.joining(" "))));
        return described;
    }

    String peerName() {
        return OptionNames.nameOf(this);
    }

    Class<?> main() {
        return main;
    }

    List<String> options() {
        return List.of(options.split(" "));
    }

    List<String> words() {
        return word.isEmpty() ? List.of() : List.of(word);
    }
}
