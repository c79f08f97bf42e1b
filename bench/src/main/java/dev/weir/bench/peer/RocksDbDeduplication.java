// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench.peer;

import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * Deduplication alone, with all identities in RocksDB. It shows what each event costs before it is counted.
 *
 * <p>Tuning: see {@link FlinkPeer}. RocksDB has Flink's default setup, in managed memory.
 */
public final class RocksDbDeduplication {
    private static final LongAdder UNIQUE = new LongAdder();

    private RocksDbDeduplication() {}

    public static void main(String[] words) throws Exception {
        PeerArguments arguments = PeerArguments.of(words);
        StreamExecutionEnvironment environment = FlinkPeer.environment(arguments, "rocksdb");
        FlinkPeer.deduplicated(environment, arguments)
                .map(RocksDbDeduplication::count)
                .sinkTo(new DiscardingSink<>());
        var job = environment.executeAsync("deduplication");
        PeerDoor.open(arguments.folder(), UNIQUE::toString, UNIQUE::toString);
        job.getJobExecutionResult().get();
    }

    private static View count(View view) {
        UNIQUE.increment();
        return view;
    }
}
