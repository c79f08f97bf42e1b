package dev.weir.local.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void takesTheHighestNumberThatIsComplete() throws IOException {
        complete("chk-9");
        complete("chk-10");
        Files.createDirectories(folder.resolve("chk-11"));
        Files.createDirectories(folder.resolve("shared"));
        assertThat(Checkpoints.newest(folder)).contains(folder.resolve("chk-10"));
    }

    @Test
    void hasNoneBeforeTheFirst() throws IOException {
        assertThat(Checkpoints.newest(folder)).isEmpty();
        assertThat(Checkpoints.newest(folder.resolve("absent"))).isEmpty();
    }

    private void complete(String name) throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve(name)).resolve("_metadata"), "");
    }
}
