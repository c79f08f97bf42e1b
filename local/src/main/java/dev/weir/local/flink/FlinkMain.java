// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.flink;

import dev.weir.configuration.ConfigurationException;
import dev.weir.job.JobConfiguration;
import dev.weir.job.WeirJob;
import dev.weir.job.settings.CountingSettings;
import dev.weir.job.start.StartCheck;
import dev.weir.job.start.StateSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptionsInternal;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.metrics.prometheus.LoopbackPrometheusReporterFactory;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the job on its own Flink cluster. The arguments are
 * {@code <checkpoint directory> <temporary directory> <port of the web UI> <port of the metrics>}.
 *
 * <p>The job resumes from the newest checkpoint or savepoint. On SIGTERM it takes a last checkpoint, so that the next
 * start has nothing to repeat. The exit status is 0 if the job was stopped with a savepoint, and 1 if it failed
 * permanently.
 */
public final class FlinkMain {
    /** Fixed, so that every run finds the checkpoints of the previous one. */
    public static final JobID JOB = JobID.fromHexString("77656972000000000000000000000001");

    private static final Logger LOG = LoggerFactory.getLogger(FlinkMain.class);
    private static final Duration LAST_CHECKPOINT_WITHIN = Duration.ofSeconds(10);
    private static final Duration WATCH_EVERY = Duration.ofSeconds(2);
    private static final Duration END_WITHIN = Duration.ofSeconds(10);

    /** The file in the temporary directory with the notices about changed settings, one per line. */
    public static final String NOTICES = "job-notices";

    /**
     * A marker file in the temporary directory. It exists once Kafka has its topics and ClickHouse its tables. The job
     * waits for it.
     */
    public static final String STORES_ARE_READY = "stores-are-ready";

    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private FlinkMain() {}

    public static void main(String[] arguments) throws Exception {
        Path checkpoints = Path.of(arguments[0]);
        Path temporary = Path.of(arguments[1]);
        try {
            run(
                    JobConfiguration.read(System.getenv()),
                    checkpoints,
                    temporary,
                    Integer.parseInt(arguments[2]),
                    arguments[3]);
        } catch (ConfigurationException refused) {
            System.err.println(refused.getMessage());
            System.exit(1);
        }
    }

    private static void run(JobConfiguration job, Path checkpoints, Path temporary, int uiPort, String metricsPort)
            throws Exception {
        Configuration options = options(job.state().parallelism(), checkpoints, temporary, uiPort);
        options.setString(
                "metrics.reporter.prometheus.factory.class", LoopbackPrometheusReporterFactory.class.getName());
        options.setString("metrics.reporter.prometheus.port", metricsPort);
        MiniCluster cluster = startCluster(options, job.state().parallelism());
        Optional<Path> newest = Checkpoints.newest(checkpoints, JOB.toHexString());
        Optional<StateSnapshot> state =
                StartCheck.readState(newest.map(path -> path.toUri().toString()));
        awaitStores(temporary.resolve(STORES_ARE_READY));
        List<String> notices = new ArrayList<>();
        CountingSettings settings = StartCheck.check(job, state, notices::add);
        notices.forEach(LOG::warn);
        Files.write(temporary.resolve(NOTICES), notices);
        cluster.submitJob(graph(job, settings, options, newest)).get();
        runUntilTheEnd(cluster);
    }

    private static void runUntilTheEnd(MiniCluster cluster) throws Exception {
        Thread stop = new Thread(() -> stop(cluster), "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        JobResult result = resultOf(cluster);
        if (!result.isSuccess()) {
            result.getSerializedThrowable()
                    .ifPresent(failure -> LOG.atError().setCause(failure).log("The job failed permanently"));
            System.exit(1);
        }
        LOG.info("The job was stopped");
        Runtime.getRuntime().removeShutdownHook(stop);
        // Waits until the client that requested the savepoint has received its location.
        cluster.close();
        System.exit(0);
    }

    private static MiniCluster startCluster(Configuration options, int slots) throws Exception {
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(options)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
        cluster.start();
        return cluster;
    }

    private static void awaitStores(Path sign) throws InterruptedException {
        while (!Files.exists(sign)) {
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
        }
    }

    /** Waits for the end of the job. Exits if the task manager has ended, because the job would then wait forever. */
    private static JobResult resultOf(MiniCluster cluster) throws ExecutionException, InterruptedException {
        CompletableFuture<JobResult> result = cluster.requestJobResult(JOB);
        while (true) {
            try {
                return result.get(WATCH_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException running) {
                if (cluster.requestClusterOverview().get().getNumTaskManagersConnected() == 0) {
                    LOG.error("The task manager has ended");
                    System.exit(1);
                }
            }
        }
    }

    private static StreamGraph graph(
            JobConfiguration job, CountingSettings settings, Configuration options, Optional<Path> newest)
            throws IOException, ExecutionException, InterruptedException {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(options);
        WeirJob.define(environment, job, settings);
        StreamGraph graph = environment.getStreamGraph();
        graph.setJobName(WeirJob.NAME);
        graph.setJobId(JOB);
        if (newest.isPresent()) {
            LOG.atInfo().addKeyValue("checkpoint", newest.get()).log("Continuing from a checkpoint");
            // Flink deletes a claimed checkpoint, with its files, once newer checkpoints have replaced it. A savepoint
            // is not claimed, so Flink keeps it.
            graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(
                    newest.get().toUri().toString(),
                    false,
                    Checkpoints.isSavepoint(newest.get()) ? RecoveryClaimMode.NO_CLAIM : RecoveryClaimMode.CLAIM));
        }
        graph.serializeUserDefinedInstances();
        return graph;
    }

    private static Configuration options(int parallelism, Path checkpoints, Path temporary, int uiPort) {
        Configuration options = new Configuration();
        options.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        options.set(RestOptions.ADDRESS, "127.0.0.1");
        options.set(RestOptions.PORT, uiPort);
        options.set(RestOptions.BIND_PORT, Integer.toString(uiPort));
        // dev.weir.flink.RestGuard rejects requests from pages of other sites. Flink's own page does not need these
        // functions either.
        options.set(WebOptions.SUBMIT_ENABLE, false);
        options.set(WebOptions.CANCEL_ENABLE, false);
        options.set(WebOptions.RESCALE_ENABLE, false);
        options.set(WebOptions.ACCESS_CONTROL_ALLOW_ORIGIN, "http://127.0.0.1:" + uiPort);
        options.set(JobManagerOptions.BIND_HOST, "127.0.0.1");
        options.set(TaskManagerOptions.BIND_HOST, "127.0.0.1");
        options.set(TaskManagerOptions.NUM_TASK_SLOTS, parallelism);
        options.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(256));
        options.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
        options.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
        options.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
        options.set(
                CheckpointingOptions.SAVEPOINT_DIRECTORY,
                checkpoints.resolve(Checkpoints.SAVEPOINTS).toUri().toString());
        options.set(CoreOptions.TMP_DIRS, temporary.toString());
        options.set(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID, JOB.toHexString());
        return options;
    }

    private static void stop(MiniCluster cluster) {
        try {
            long checkpoint = cluster.triggerCheckpoint(JOB, CheckpointType.CONFIGURED)
                    .get(LAST_CHECKPOINT_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            LOG.atInfo().addKeyValue("checkpoint", checkpoint).log("Took a last checkpoint");
        } catch (ExecutionException | TimeoutException failure) {
            LOG.atWarn()
                    .setCause(failure)
                    .log("The last checkpoint failed; the next start continues from an" + " earlier one");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            cluster.closeAsync().get(END_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            LOG.atWarn().setCause(failure).log("The cluster did not end in time");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
