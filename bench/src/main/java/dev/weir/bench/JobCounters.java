// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Reads the job's counters from its Prometheus endpoint. */
final class JobCounters {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * Only one metric is requested by name, because rendering all of Flink's metrics costs as much as thousands of
     * events.
     */
    private static final String GROUP = "flink_taskmanager_job_task_operator_weir_";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI metrics;

    JobCounters(URI metrics) {
        this.metrics = metrics;
    }

    /** The sum over all subtasks; 0 while there are none. */
    double sum(String name) throws IOException, InterruptedException {
        return total(GROUP + name);
    }

    /** How many times Flink has restarted the job since its process began. */
    double restarts() throws IOException, InterruptedException {
        return total("flink_jobmanager_job_numRestarts");
    }

    private double total(String name) throws IOException, InterruptedException {
        String scraped = http.send(
                        HttpRequest.newBuilder(metrics.resolve("/metrics?name%5B%5D=" + name))
                                .timeout(PATIENCE)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        return scraped.lines()
                .filter(line -> line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
