// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import dev.weir.bench.load.BenchEvents;
import dev.weir.event.EventRules;
import dev.weir.http.Body;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Measures parsing and validation, which the gateway does for each event of a request. It is in this package to reach
 * the parser.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ParserBenchmark {
    private static final int EVENTS = 1_000;

    private final long now = System.currentTimeMillis();
    private final BodyParser parser = new BodyParser(new EventRules(Duration.ofDays(30)));
    private final byte[] body = body(new BenchEvents(now, 500_000, 100_000));

    /** One event of a body of 1,000. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public Object parse() {
        return parser.parse(new Body(body, body.length), BodyFormat.JSON, null, now);
    }

    private static byte[] body(BenchEvents events) {
        return LongStream.range(0, EVENTS)
                .mapToObj(number -> BenchEvents.json(events.event(number)))
                .collect(Collectors.joining(",", "[", "]"))
                .getBytes(StandardCharsets.UTF_8);
    }
}
