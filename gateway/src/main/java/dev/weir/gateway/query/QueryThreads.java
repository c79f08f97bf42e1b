// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.http.WorkerThreads;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;

/**
 * The threads that wait for ClickHouse. Each built-in metric has its own pool, and the metrics of the file of
 * definitions share one. A pool uses at most three quarters of the connections. So slow queries of one metric leave
 * connections to the others.
 */
final class QueryThreads implements AutoCloseable {
    private static final int WAITING_PER_CONNECTION = 32;

    private final Map<String, WorkerThreads> builtIn = new HashMap<>();
    private final WorkerThreads defined;
    private final int connections;

    QueryThreads(int connections) {
        this.connections = connections;
        for (BuiltInMetric metric : BuiltInMetric.values()) {
            builtIn.put(metric.wireName(), pool(metric.wireName()));
        }
        defined = pool("defined");
    }

    private WorkerThreads pool(String name) {
        return new WorkerThreads(
                "query-" + name, Math.max(1, connections * 3 / 4), connections * WAITING_PER_CONNECTION);
    }

    /** Returns false and does nothing if too many queries of the metric are waiting. */
    boolean tryExecute(String metric, Runnable query) {
        return builtIn.getOrDefault(metric, defined).tryExecute(query);
    }

    void measuredBy(MeterRegistry registry) {
        builtIn.values().forEach(own -> own.measuredBy(registry));
        defined.measuredBy(registry);
    }

    @Override
    public void close() {
        builtIn.values().forEach(WorkerThreads::close);
        defined.close();
    }
}
