// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A log file with a size limit, for the output of one process. When the file exceeds the limit, its content moves to
 * {@code NAME.1} and replaces the content there.
 */
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

    /** Prepares the file for a process that is about to start. */
    void begin() throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        bound();
        beginOfThisStart = Files.exists(file) ? Files.size(file) : 0;
    }

    /**
     * Copies the file to {@code NAME.1} and truncates it if it exceeds the limit. This also works while the process
     * writes: the process appends, and continues at the new end. Lines that are written between the copy and the
     * truncation are lost.
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

    /** Why the process ended, according to the log of its latest start; see {@link LogCause}. */
    List<String> cause() {
        return LogCause.of(file, beginOfThisStart);
    }
}
