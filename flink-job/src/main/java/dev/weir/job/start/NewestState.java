// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.start;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * Finds the newest complete checkpoint or savepoint in a directory of checkpoints. Flink writes {@code _metadata} last,
 * so a checkpoint with this file is complete.
 */
final class NewestState {
    private static final String SAVEPOINTS = "savepoints";
    private static final String CHECKPOINT = "chk-";
    private static final String METADATA = "_metadata";

    private NewestState() {}

    /** @param directory contains a directory for each run of the job, and {@code savepoints} */
    static Optional<Path> in(Path directory) throws IOException {
        FileSystem files = directory.getFileSystem();
        List<FileStatus> complete = new ArrayList<>();
        for (FileStatus run : list(files, directory)) {
            boolean hasSavepoints = run.getPath().getName().equals(SAVEPOINTS);
            for (FileStatus state : run.isDir() ? list(files, run.getPath()) : List.<FileStatus>of()) {
                if (hasSavepoints || state.getPath().getName().startsWith(CHECKPOINT)) {
                    metadata(files, state.getPath()).ifPresent(complete::add);
                }
            }
        }
        return complete.stream()
                .max(Comparator.comparingLong(FileStatus::getModificationTime))
                .map(metadata -> metadata.getPath().getParent());
    }

    private static Optional<FileStatus> metadata(FileSystem files, Path state) throws IOException {
        try {
            return Optional.of(files.getFileStatus(new Path(state, METADATA)));
        } catch (FileNotFoundException incompleteOrDeleted) {
            return Optional.empty();
        }
    }

    /** Empty if the directory does not exist, which file systems report in two ways. */
    private static List<FileStatus> list(FileSystem files, Path directory) throws IOException {
        try {
            FileStatus[] entries = files.listStatus(directory);
            return entries == null ? List.of() : List.of(entries);
        } catch (FileNotFoundException missing) {
            return List.of();
        }
    }
}
