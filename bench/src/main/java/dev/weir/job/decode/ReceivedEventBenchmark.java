// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.decode;

import dev.weir.bench.load.BenchEvents;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Measures serializing and deserializing an event between the job's tasks. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReceivedEventBenchmark {
    private final ReceivedEventSerializer serializer = new ReceivedEventSerializer();
    private final ReceivedEvent event = new ReceivedEvent(
            1, 2, System.currentTimeMillis(), new BenchEvents(System.currentTimeMillis(), 500_000, 100_000).event(1));
    private final DataOutputSerializer out = new DataOutputSerializer(512);
    private final DataInputDeserializer in = new DataInputDeserializer();

    @Benchmark
    public ReceivedEvent serializeAndDeserialize() throws IOException {
        out.clear();
        serializer.serialize(event, out);
        in.setBuffer(out.getSharedBuffer(), 0, out.length());
        return serializer.deserialize(in);
    }
}
