// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.http.WorkerThreads;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/**
 * The threads that wait for ClickHouse. Each metric has its own pool, which uses at most three quarters of the
 * connections. So slow queries of one metric leave connections to the others.
 */
final class QueryThreads implements AutoCloseable {
    private static final int WAITING_PER_CONNECTION = 32;

    private final Map<Metric, WorkerThreads> threads = new EnumMap<>(Metric.class);

    QueryThreads(int connections) {
        int most = Math.max(1, connections * 3 / 4);
        for (Metric metric : Metric.values()) {
            threads.put(
                    metric,
                    new WorkerThreads("query-" + metric.wireName(), most, connections * WAITING_PER_CONNECTION));
        }
    }

    /** Returns false and does nothing if too many queries of the metric are waiting. */
    boolean tryExecute(Metric metric, Runnable query) {
        WorkerThreads own = threads.get(metric);
        return own != null && own.tryExecute(query);
    }

    void measuredBy(MeterRegistry registry) {
        threads.values().forEach(own -> own.measuredBy(registry));
    }

    @Override
    public void close() {
        threads.values().forEach(WorkerThreads::close);
    }
}
