package dev.weir.it.chaos;

import dev.weir.it.Folders;
import dev.weir.local.StackException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The folder of one run, emptied of what the run before left, and held while this one lasts. */
final class RunFolder implements AutoCloseable {
    private static final String MARKER = "weir-chaos";

    private final Path root;
    private final FileChannel marker;

    private RunFolder(Path root, FileChannel marker) {
        this.root = root;
        this.marker = marker;
    }

    /** @throws StackException when it is in use, or holds something that no run has left */
    static RunFolder take(Path folder) {
        Path root = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(root);
            if (!contents(root).isEmpty() && !Files.exists(root.resolve(MARKER))) {
                throw new StackException(root + " holds something else; choose another folder with --dir.");
            }
            FileChannel marker =
                    FileChannel.open(root.resolve(MARKER), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = marker.tryLock();
            if (lock == null) {
                marker.close();
                throw new StackException(root + " is in use by another ./chaos; choose another folder with --dir.");
            }
            for (Path old : contents(root)) {
                if (!old.getFileName().toString().equals(MARKER)) {
                    Folders.delete(old);
                }
            }
            return new RunFolder(root, marker);
        } catch (IOException failure) {
            throw new StackException("The folder " + root + " cannot be used: " + failure, failure);
        }
    }

    Path root() {
        return root;
    }

    Path logs() {
        return root.resolve("logs");
    }

    /** What it holds stays, for whoever wants to know what happened. */
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
