package dev.weir.local.flink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The checkpoints that earlier runs of the job left. */
final class Checkpoints {
    private static final String PREFIX = "chk-";

    private Checkpoints() {}

    /**
     * The newest that is complete: Flink writes the metadata last, under another name until it is whole.
     *
     * @param jobFolder the folder of one job, with {@code chk-1}, {@code chk-2} and so on
     */
    static Optional<Path> newest(Path jobFolder) throws IOException {
        if (!Files.isDirectory(jobFolder)) {
            return Optional.empty();
        }
        try (Stream<Path> entries = Files.list(jobFolder)) {
            return entries.filter(entry -> entry.getFileName().toString().matches(PREFIX + "\\d{1,18}"))
                    .filter(entry -> Files.isRegularFile(entry.resolve("_metadata")))
                    .max(Comparator.comparingLong(Checkpoints::number));
        }
    }

    private static long number(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().substring(PREFIX.length()));
    }
}
