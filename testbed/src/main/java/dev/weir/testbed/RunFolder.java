// SPDX-License-Identifier: Apache-2.0
package dev.weir.testbed;

import dev.weir.local.StackException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The folder of one run. It is emptied of the previous run, and locked while this run lasts. */
public final class RunFolder implements AutoCloseable {
    private final Path root;
    private final FileChannel marker;

    private RunFolder(Path root, FileChannel marker) {
        this.root = root;
        this.marker = marker;
    }

    /**
     * @param program the program of the run, such as {@code chaos}
     * @throws StackException if the folder is in use, or contains files of other programs
     */
    public static RunFolder take(Path folder, String program) {
        String mark = "weir-" + program;
        Path root = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(root);
            if (!contents(root).isEmpty() && !Files.exists(root.resolve(mark))) {
                throw new StackException(root + " contains other files; choose another folder with --dir.");
            }
            FileChannel marker =
                    FileChannel.open(root.resolve(mark), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = marker.tryLock();
            if (lock == null) {
                marker.close();
                throw new StackException(root + " is in use by another run; choose another folder with --dir.");
            }
            for (Path old : contents(root)) {
                if (!old.getFileName().toString().equals(mark)) {
                    Folders.delete(old);
                }
            }
            return new RunFolder(root, marker);
        } catch (IOException failure) {
            throw new StackException("The folder " + root + " cannot be used: " + failure, failure);
        }
    }

    public Path root() {
        return root;
    }

    public Path logs() {
        return root.resolve("logs");
    }

    /** Releases the lock. The files stay, for debugging. */
    @Override
    public void close() throws IOException {
        marker.close();
    }

    private static List<Path> contents(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
