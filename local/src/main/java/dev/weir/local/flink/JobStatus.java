package dev.weir.local.flink;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Flink's REST interface says about the job. */
public final class JobStatus {
    private static final Pattern STATE = Pattern.compile("\"state\"\\s*:\\s*\"RUNNING\"");
    private static final Pattern TOTAL = Pattern.compile("\"total\"\\s*:\\s*(\\d+)");
    private static final Pattern RUNNING = Pattern.compile("\"running\"\\s*:\\s*(\\d+)");

    private JobStatus() {}

    /**
     * Whether the job and all of its tasks run.
     *
     * @param overview the answer to {@code /jobs/overview} of a cluster with one job
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
