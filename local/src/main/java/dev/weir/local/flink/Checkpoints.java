// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.flink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the checkpoints and savepoints that earlier runs of the job left. */
final class Checkpoints {
    /** The directory of savepoints, next to the directories of the jobs. */
    static final String SAVEPOINTS = "savepoints";

    private static final String PREFIX = "chk-";

    private Checkpoints() {}

    /** The newest checkpoint or savepoint that is complete. */
    static Optional<Path> newest(Path folder, String job) throws IOException {
        Optional<Path> checkpoint = newestCheckpoint(folder.resolve(job));
        Optional<Path> savepoint = newestSavepoint(folder.resolve(SAVEPOINTS));
        return Stream.of(checkpoint, savepoint).flatMap(Optional::stream).max(Comparator.comparing(Checkpoints::time));
    }

    static boolean isSavepoint(Path checkpoint) {
        return !checkpoint.getFileName().toString().startsWith(PREFIX);
    }

    private static Optional<Path> newestCheckpoint(Path jobFolder) throws IOException {
        return complete(jobFolder).stream()
                .filter(entry -> entry.getFileName().toString().matches(PREFIX + "\\d{1,18}"))
                .max(Comparator.comparingLong(Checkpoints::number));
    }

    private static Optional<Path> newestSavepoint(Path savepoints) throws IOException {
        return complete(savepoints).stream().max(Comparator.comparing(Checkpoints::time));
    }

    /**
     * The complete checkpoints in a directory. Flink writes the metadata last, under another name until it is complete.
     */
    private static List<Path> complete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> Files.isRegularFile(metadata(entry))).toList();
        }
    }

    private static Path metadata(Path checkpoint) {
        return checkpoint.resolve("_metadata");
    }

    private static FileTime time(Path checkpoint) {
        try {
            return Files.getLastModifiedTime(metadata(checkpoint));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static long number(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().substring(PREFIX.length()));
    }
}
