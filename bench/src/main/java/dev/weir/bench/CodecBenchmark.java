// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bench.load.BenchEvents;
import dev.weir.event.Event;
import dev.weir.event.EventCodec;
import dev.weir.event.UndecodableEventException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Measures encoding and decoding of an event in the format of the log. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
    private static final int EVENTS = 1_024;

    private final EventCodec codec = new EventCodec();
    private final Event[] events = new Event[EVENTS];
    private final byte[][] records = new byte[EVENTS][];
    private int next;

    public CodecBenchmark() {
        BenchEvents load = new BenchEvents(System.currentTimeMillis(), 500_000, 100_000);
        for (int number = 0; number < EVENTS; number++) {
            events[number] = load.event(number);
            records[number] = codec.encode(events[number]);
        }
    }

    @Benchmark
    public byte[] encode() {
        return codec.encode(events[next++ & EVENTS - 1]);
    }

    @Benchmark
    public Event decode() throws UndecodableEventException {
        return codec.decode(records[next++ & EVENTS - 1]);
    }
}
