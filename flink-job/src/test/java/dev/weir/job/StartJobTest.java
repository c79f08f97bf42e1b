// SPDX-License-Identifier: Apache-2.0
package dev.weir.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the start script of the images with a temporary folder as the volume and a stub for Flink's entry point. */
class StartJobTest {
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
                        .replace("=/checkpoints/", "=" + folder.resolve("checkpoints") + "/"));
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
        ProcessBuilder builder =
                new ProcessBuilder(Stream.concat(Stream.of("bash", script.toString()), Stream.of(words))
                        .toList());
        builder.environment().put("WEIR_JOB_EPOCH", epoch);
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output.lines().toList();
    }
}
