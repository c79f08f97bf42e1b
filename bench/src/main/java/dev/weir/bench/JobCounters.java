// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.testbed.WeirClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** Reads the job's counters from its Prometheus endpoint. */
final class JobCounters {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * Only one metric is requested by name, because rendering all of Flink's metrics costs as much as thousands of
     * events.
     */
    private static final String GROUP = "flink_taskmanager_job_task_operator_weir_";

    private final WeirClient flink;

    JobCounters(URI metrics) {
        this.flink = new WeirClient(metrics, PATIENCE);
    }

    /** The sum over all subtasks; 0 while there are none. */
    double sum(String name) throws IOException {
        return total(GROUP + name);
    }

    /** How many times Flink has restarted the job since its process began. */
    double restarts() throws IOException {
        return total("flink_jobmanager_job_numRestarts");
    }

    private double total(String name) throws IOException {
        return flink.get("/metrics?name%5B%5D=" + name).samples(name + "{").sum();
    }
}
