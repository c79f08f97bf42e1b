// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void findsTheNewestCompleteCheckpoint() throws IOException {
        complete("job/chk-9", 1);
        complete("job/chk-10", 1);
        Files.createDirectories(folder.resolve("job/chk-11"));
        Files.createDirectories(folder.resolve("job/shared"));
        complete("other/chk-12", 1);

        assertThat(newest()).contains(folder.resolve("job/chk-10"));
        assertThat(Checkpoints.isSavepoint(newest().orElseThrow())).isFalse();
    }

    @Test
    void prefersANewerSavepoint() throws IOException {
        complete("job/chk-9", 1);
        complete("savepoints/savepoint-a", 3);
        complete("savepoints/savepoint-b", 2);

        assertThat(newest()).contains(folder.resolve("savepoints/savepoint-a"));
        assertThat(Checkpoints.isSavepoint(newest().orElseThrow())).isTrue();
    }

    @Test
    void prefersACheckpointAfterASavepoint() throws IOException {
        complete("savepoints/savepoint-a", 3);
        complete("job/chk-9", 4);

        assertThat(newest()).contains(folder.resolve("job/chk-9"));
    }

    @Test
    void isEmptyBeforeTheFirstCheckpoint() throws IOException {
        assertThat(newest()).isEmpty();
        assertThat(Checkpoints.newest(folder.resolve("absent"), "job")).isEmpty();
    }

    private Optional<Path> newest() throws IOException {
        return Checkpoints.newest(folder, "job");
    }

    private void complete(String name, long seconds) throws IOException {
        Path metadata =
                Files.writeString(Files.createDirectories(folder.resolve(name)).resolve("_metadata"), "");
        Files.setLastModifiedTime(metadata, FileTime.from(seconds, TimeUnit.SECONDS));
    }
}
