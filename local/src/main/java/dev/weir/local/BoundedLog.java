package dev.weir.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The file that a process's output is appended to: at most a bound, and as much again of what came before, in {@code NAME.1}. */
final class BoundedLog {
    static final long MOST_BYTES = 32L << 20;

    private final Path file;
    private final long mostBytes;

    private volatile long beginOfThisStart;

    BoundedLog(Path file, long mostBytes) {
        this.file = file;
        this.mostBytes = mostBytes;
    }

    Path file() {
        return file;
    }

    /** Makes it ready for a process that is about to be started. */
    void begin() throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        bound();
        beginOfThisStart = Files.exists(file) ? Files.size(file) : 0;
    }

    /**
     * Keeps it within the bound, also while the process writes: what is there is copied, and the file made empty. The process appends,
     * and so goes on at its new end. A line that is written between the two is lost.
     */
    void bound() throws IOException {
        if (!Files.exists(file) || Files.size(file) <= mostBytes) {
            return;
        }
        Files.copy(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
        beginOfThisStart = 0;
    }

    /** Why the present start ended, as far as the log says; see {@link LogCause}. */
    List<String> cause() {
        return LogCause.of(file, beginOfThisStart);
    }
}
