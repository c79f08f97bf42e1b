// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.flink;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the state of the job from a response of Flink's REST API. */
public final class JobStatus {
    private static final Pattern STATE = Pattern.compile("\"state\"\\s*:\\s*\"RUNNING\"");
    private static final Pattern TOTAL = Pattern.compile("\"total\"\\s*:\\s*(\\d+)");
    private static final Pattern RUNNING = Pattern.compile("\"running\"\\s*:\\s*(\\d+)");

    private JobStatus() {}

    /**
     * True if the job and all its tasks are running.
     *
     * @param overview the response of {@code /jobs/overview} from a cluster with one job
     */
    public static boolean isRunning(String overview) {
        Matcher total = TOTAL.matcher(overview);
        Matcher running = RUNNING.matcher(overview);
        return STATE.matcher(overview).find()
                && total.find()
                && running.find()
                && Integer.parseInt(total.group(1)) > 0
                && total.group(1).equals(running.group(1));
    }
}
