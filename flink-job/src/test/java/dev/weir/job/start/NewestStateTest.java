// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewestStateTest {
    @TempDir
    private Path folder = Path.of("");

    private int finished;

    @Test
    void findsNothingInAMissingOrEmptyDirectory() throws IOException {
        assertThat(NewestState.in(path("missing"))).isEmpty();
        assertThat(newest()).isEmpty();
    }

    @Test
    void findsTheLatestCompleteCheckpointOfAllRuns() throws IOException {
        finish("life-a/chk-9");
        finish("life-b/chk-1");
        Files.createDirectories(folder.resolve("life-b/chk-2"));
        Files.createDirectories(folder.resolve("life-b/shared"));

        assertThat(newest()).contains("chk-1");
    }

    @Test
    void findsASavepointIfItIsTheLatest() throws IOException {
        finish("life-a/chk-9");
        finish("savepoints/savepoint-x");
        assertThat(newest()).contains("savepoint-x");

        finish("life-a/chk-10");
        assertThat(newest()).contains("chk-10");
    }

    @Test
    void refusesAnUnreadableState() throws IOException {
        finish("life-a/chk-9");

        assertThatThrownBy(() -> StartCheck.readNewestState(folder.toUri().toString()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("life-a/chk-9");
    }

    private Optional<String> newest() throws IOException {
        return NewestState.in(path("")).map(org.apache.flink.core.fs.Path::getName);
    }

    private org.apache.flink.core.fs.Path path(String name) {
        return new org.apache.flink.core.fs.Path(folder.resolve(name).toUri());
    }

    private void finish(String state) throws IOException {
        Path metadata =
                Files.writeString(Files.createDirectories(folder.resolve(state)).resolve("_metadata"), "");
        Files.setLastModifiedTime(metadata, FileTime.from(++finished, TimeUnit.SECONDS));
    }
}
