// SPDX-License-Identifier: Apache-2.0
package dev.weir.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the start script of the images with a temporary folder as the volume and a stub for Flink's entry point. */
class StartJobTest {
    private static final Map<String, String> KUBERNETES = Map.of(
            "FLINK_PROPERTIES",
            "jobmanager.scheduler: adaptive\nhigh-availability.type: kubernetes\nkubernetes.cluster-id: weir\n",
            "KUBERNETES_SERVICE_HOST",
            "10.0.0.1",
            "KUBERNETES_SERVICE_PORT",
            "443",
            "WEIR_JOB_EPOCH",
            "1");

    @TempDir
    private Path folder = Path.of("");

    private Path script = Path.of("");
    private int finished;

    @BeforeEach
    void createScript() throws IOException {
        Path entryPoint = folder.resolve("entry-point");
        Files.writeString(entryPoint, "#!/bin/sh\necho \"$WEIR_CHECKPOINT_DIR\"\nfor word; do echo \"$word\"; done\n");
        assertThat(entryPoint.toFile().setExecutable(true)).isTrue();
        script = folder.resolve("start-job");
        Files.writeString(
                script,
                Files.readString(Path.of("start-job"))
                        .replace("/docker-entrypoint.sh", entryPoint.toString())
                        .replace("=/checkpoints/", "=" + folder.resolve("checkpoints") + "/")
                        .replace("/opt/flink", folder.resolve("flink").toString())
                        .replace("/var/run/secrets", folder.resolve("secrets").toString()));
        Files.writeString(
                Files.createDirectories(folder.resolve("flink/usrlib")).resolve("weir-job.jar"), "1");
        Path account = Files.createDirectories(folder.resolve("secrets/kubernetes.io/serviceaccount"));
        Files.writeString(account.resolve("namespace"), "weir");
        Files.writeString(account.resolve("token"), "a-token");
        Path curl = Files.createDirectories(folder.resolve("bin")).resolve("curl");
        Files.writeString(curl, "#!/bin/sh\necho \"$@\" >> " + requests() + "\nexit ${CURL_STATUS:-0}\n");
        assertThat(curl.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void startsFromTheLogWithoutACheckpoint() throws Exception {
        Files.createDirectories(epoch(1).resolve("life-a/shared"));

        assertThat(start("1", "-Dx=y"))
                .contains("file://" + epoch(1), "standalone-job", "dev.weir.job.WeirJob", "-Dx=y")
                .contains("execution.checkpointing.savepoint-dir=file://" + epoch(1) + "/savepoints")
                .doesNotContain("--fromSavepoint");
    }

    @Test
    void continuesFromTheNewestCompleteCheckpoint() throws Exception {
        finish("life-a/chk-9");
        finish("life-b/chk-1");
        Files.createDirectories(epoch(1).resolve("life-b/chk-2"));

        assertThat(start("1")).containsSequence("--fromSavepoint", "file://" + epoch(1) + "/life-b/chk-1");
    }

    @Test
    void continuesFromANewerSavepointAndKeepsOlderCheckpoints() throws Exception {
        finish("life-a/chk-9");
        finish("life-b/chk-3");
        finish("savepoints/savepoint-x");

        assertThat(start("1")).containsSequence("--fromSavepoint", "file://" + epoch(1) + "/savepoints/savepoint-x");
        assertThat(lives()).containsExactlyInAnyOrder("life-a", "life-b", "savepoints");
    }

    @Test
    void olderRunsAreDeletedAfterACheckpointOfALaterOne() throws Exception {
        finish("life-a/chk-9");
        finish("life-b/chk-3");

        start("1");
        assertThat(lives()).containsExactlyInAnyOrder("life-a", "life-b");

        finish("life-c/chk-1");
        start("1");
        assertThat(lives()).containsExactlyInAnyOrder("life-b", "life-c");
    }

    @Test
    void repeatedlyFailedRestoreDeletesNoCheckpoint() throws Exception {
        finish("life-a/chk-9");
        finish("life-b/chk-3");
        for (int attempt = 0; attempt < 4; attempt++) {
            assertThat(start("1")).containsSequence("--fromSavepoint", "file://" + epoch(1) + "/life-b/chk-3");
            // The failed start got as far as creating its folder.
            Files.createDirectories(epoch(1).resolve("life-failed-" + attempt + "/shared"));
        }

        assertThat(epoch(1).resolve("life-b/chk-3/_metadata")).exists();
        assertThat(epoch(1).resolve("life-a/chk-9/_metadata")).exists();
        // The next start removes the folders of failed starts.
        assertThat(lives()).containsExactlyInAnyOrder("life-a", "life-b", "life-failed-3");
    }

    @Test
    void newEpochStartsWithoutStateAndKeepsThePreviousOne() throws Exception {
        finish("life-a/chk-9");

        assertThat(start("2")).contains("file://" + epoch(2)).doesNotContain("--fromSavepoint");
        assertThat(start("1")).containsSequence("--fromSavepoint", "file://" + epoch(1) + "/life-a/chk-9");
    }

    @Test
    void deletesFlinksRecordOfTheJobOnlyAfterAChange() throws Exception {
        String job = jobId(start(KUBERNETES));
        assertThat(Files.readAllLines(requests()))
                .singleElement()
                .asString()
                .contains(
                        "--request DELETE",
                        "Bearer a-token",
                        "https://10.0.0.1:443/api/v1/namespaces/weir/configmaps"
                                + "?labelSelector=app%3Dweir%2Cconfigmap-type%3Dhigh-availability");

        // Another JobManager of the same deployment, or the same one after a restart.
        assertThat(jobId(start(KUBERNETES))).isEqualTo(job);
        assertThat(Files.readAllLines(requests())).hasSize(1);

        Map<String, String> changed = new HashMap<>(KUBERNETES);
        changed.put("WEIR_ALLOWED_LATENESS", "60d");
        String changedJob = jobId(start(changed));
        assertThat(changedJob).isNotEqualTo(job);
        assertThat(Files.readAllLines(requests())).hasSize(2);

        Files.writeString(folder.resolve("flink/usrlib/weir-job.jar"), "2");
        assertThat(jobId(start(changed))).isNotEqualTo(changedJob);
        assertThat(Files.readAllLines(requests())).hasSize(3);
    }

    @Test
    void continuesFromTheNewestCheckpointAfterAChange() throws Exception {
        finish("life-a/chk-9");

        assertThat(start(KUBERNETES)).containsSequence("--fromSavepoint", "file://" + epoch(1) + "/life-a/chk-9");
    }

    @Test
    void forgetsWhichJobsHadEnded() throws Exception {
        Path ended = Files.createDirectories(folder.resolve("checkpoints/ha/job-result-store/weir"));

        start(KUBERNETES);

        assertThat(ended).doesNotExist();
    }

    @Test
    void doesNotStartIfTheRecordCannotBeDeleted() throws Exception {
        Map<String, String> failing = new HashMap<>(KUBERNETES);
        failing.put("CURL_STATUS", "22");

        assertThat(run(failing).waitFor()).isEqualTo(22);
        start(KUBERNETES);
        assertThat(Files.readAllLines(requests())).hasSize(2);
    }

    @Test
    void leavesFlinksRecordsAloneWithoutKubernetes() throws Exception {
        assertThat(start("1")).doesNotContain("--job-id");
        assertThat(requests()).doesNotExist();
    }

    private Path requests() {
        return folder.resolve("requests");
    }

    private static String jobId(List<String> words) {
        assertThat(words).contains("--job-id");
        String id = words.get(words.indexOf("--job-id") + 1);
        assertThat(id).matches("[0-9a-f]{32}");
        return id;
    }

    private void finish(String checkpoint) throws IOException {
        Path metadata = Files.writeString(
                Files.createDirectories(epoch(1).resolve(checkpoint)).resolve("_metadata"), "");
        Files.setLastModifiedTime(metadata, FileTime.from(++finished, TimeUnit.SECONDS));
    }

    private Path epoch(int epoch) {
        return folder.resolve("checkpoints").resolve("epoch-" + epoch);
    }

    private List<String> lives() throws IOException {
        try (Stream<Path> entries = Files.list(epoch(1))) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    /** Runs the script and returns its output. The stub of the entry point prints one argument per line. */
    private List<String> start(String epoch, String... words) throws Exception {
        return output(run(Map.of("WEIR_JOB_EPOCH", epoch), words));
    }

    private List<String> start(Map<String, String> environment) throws Exception {
        return output(run(environment));
    }

    private Process run(Map<String, String> environment, String... words) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(Stream.concat(Stream.of("bash", script.toString()), Stream.of(words))
                        .toList());
        builder.environment().putAll(environment);
        builder.environment().merge("PATH", folder.resolve("bin").toString(), (path, stubs) -> stubs + ":" + path);
        return builder.redirectErrorStream(true).start();
    }

    private static List<String> output(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output.lines().toList();
    }
}
