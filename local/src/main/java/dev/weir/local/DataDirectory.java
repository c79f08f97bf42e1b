// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The directory with all data of one stack. It stays locked while the stack exists. */
final class DataDirectory implements AutoCloseable {
    /** The version of the data format. It is raised when a new Weir cannot use the data of an old one. */
    static final String FORMAT = "2";

    /** Kafka's first log segments and ClickHouse's first merges need this much. */
    private static final long LEAST_FREE_BYTES = 1L << 30;

    private static final String MARKER = "weir-version";
    private static final String LOCK = "lock";

    private final Path root;
    private final FileChannel lock;

    private DataDirectory(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * Creates the directory if it is missing, and locks it.
     *
     * @throws StackException if it is not writable, is in use, or contains other files
     */
    static DataDirectory open(Path folder) {
        Path root = folder.toAbsolutePath().normalize();
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw new StackException("The data directory " + root + " is a file. Set WEIR_DATA_DIR to a directory.");
        }
        try {
            Files.createDirectories(root);
            if (!Files.isWritable(root)) {
                throw new StackException(
                        "The data directory " + root + " cannot be written. Set WEIR_DATA_DIR to another.");
            }
            refuseForeign(root);
            DataDirectory directory = new DataDirectory(root, locked(root));
            directory.prepare();
            return directory;
        } catch (IOException failure) {
            throw new StackException(
                    "The data directory " + root + " cannot be used: " + failure
                            + ". Set WEIR_DATA_DIR to a directory that can be written.",
                    failure);
        }
    }

    /** An error message if the disk has too little free space. */
    Optional<String> shortage() {
        try {
            long free = Files.getFileStore(root).getUsableSpace();
            return free >= LEAST_FREE_BYTES
                    ? Optional.empty()
                    : Optional.of("The disk of the data directory " + root + " has " + (free >> 20) + " MiB free, and "
                            + (LEAST_FREE_BYTES >> 20)
                            + " MiB are needed to start; make room, or set WEIR_DATA_DIR to another.");
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }

    Path root() {
        return root;
    }

    Path kafka() {
        return root.resolve("kafka");
    }

    Path clickHouse() {
        return root.resolve("clickhouse");
    }

    /**
     * The checkpoints of one epoch. A new epoch begins without checkpoints, because it rebuilds all numbers from the
     * log.
     */
    Path checkpoints(String epoch) {
        return root.resolve("checkpoints").resolve("epoch-" + epoch);
    }

    Path temporary() {
        return root.resolve("tmp");
    }

    Path logs() {
        return root.resolve("logs");
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException failure) {
            throw new StackException("The data directory " + root + " cannot be released: " + failure, failure);
        }
    }

    private void prepare() throws IOException {
        Files.writeString(root.resolve(MARKER), FORMAT + "\n");
        Files.createDirectories(kafka());
        Files.createDirectories(temporary());
        Files.createDirectories(logs());
    }

    private static void refuseForeign(Path root) throws IOException {
        Path marker = root.resolve(MARKER);
        if (Files.exists(marker)) {
            String found = Files.readString(marker).strip();
            if (!found.equals(FORMAT)) {
                throw new StackException("The data directory " + root + " was written by another version of Weir:"
                        + " its data"
                        + " format is " + found + ", this one's is " + FORMAT + ". Set WEIR_DATA_DIR to another.");
            }
            return;
        }
        try (Stream<Path> entries = Files.list(root)) {
            if (entries.anyMatch(entry -> !entry.endsWith(LOCK))) {
                throw new StackException("The directory " + root
                        + " contains files of other programs. Set WEIR_DATA_DIR to a new or empty directory.");
            }
        }
    }

    private static FileChannel locked(Path root) throws IOException {
        FileChannel channel = FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new StackException("The data directory " + root
                    + " is in use by another ./run; stop it, or set WEIR_DATA_DIR to another.");
        }
        return channel;
    }
}
