// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.live;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/** Counts streams and their events. */
final class StreamMetrics {
    private final Counter sent;
    private final Counter dropped;

    /**
     * @param open the number of open streams
     * @param queries the number of distinct queries that they listen to
     */
    StreamMetrics(MeterRegistry meters, Supplier<Number> open, Supplier<Number> queries) {
        Gauge.builder("weir.streams.open", open)
                .description("Open streams of GET /metrics/stream")
                .register(meters);
        Gauge.builder("weir.streams.queries", queries)
                .description("Distinct queries of the open streams, each of which is read once for all of them")
                .register(meters);
        sent = Counter.builder("weir.streams.events")
                .description("Events sent to streams")
                .register(meters);
        dropped = Counter.builder("weir.streams.dropped")
                .description("Streams that were ended because their clients read too slowly")
                .register(meters);
    }

    void sent() {
        sent.increment();
    }

    void dropped() {
        dropped.increment();
    }
}
