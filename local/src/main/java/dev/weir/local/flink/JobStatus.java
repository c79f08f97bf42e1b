// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.flink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Reads the state of the job from a response of Flink's REST API. */
public final class JobStatus {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JobStatus() {}

    /**
     * True if the job and all its tasks are running.
     *
     * @param overview the response of {@code /jobs/overview} from a cluster with one job
     */
    public static boolean isRunning(String overview) {
        try {
            JsonNode job = JSON.readTree(overview).path("jobs").path(0);
            JsonNode tasks = job.path("tasks");
            int total = tasks.path("total").asInt();
            return job.path("state").asText().equals("RUNNING")
                    && total > 0
                    && tasks.path("running").asInt() == total;
        } catch (JsonProcessingException notReady) {
            return false;
        }
    }
}
