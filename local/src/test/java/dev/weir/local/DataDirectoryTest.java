// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void isCreatedMarkedAndReusableAfterClose() throws IOException {
        Path root = folder.resolve("new");
        DataDirectory.open(root).close();
        assertThat(root.resolve("weir-version")).hasContent(DataDirectory.FORMAT);
        try (DataDirectory again = DataDirectory.open(root)) {
            assertThat(again.logs()).isDirectory();
        }
    }

    @Test
    void refusesASecondUser() {
        try (DataDirectory first = DataDirectory.open(folder)) {
            assertThatThrownBy(() -> DataDirectory.open(first.root()))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("in use by another ./run");
        }
    }

    @Test
    void refusesTheDataOfAnotherVersion() throws IOException {
        Files.writeString(folder.resolve("weir-version"), "999\n");
        assertThatThrownBy(() -> DataDirectory.open(folder))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("its data format is 999, this one's is " + DataDirectory.FORMAT);
    }

    @Test
    void refusesAFolderOfAnotherProgram() throws IOException {
        Files.writeString(folder.resolve("thesis.txt"), "");
        assertThatThrownBy(() -> DataDirectory.open(folder))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("of other programs");
        assertThat(folder.resolve("weir-version")).doesNotExist();
    }

    @Test
    void refusesAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> DataDirectory.open(file))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("is a file");
    }
}
