// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * Notes in a file up to which time the traffic has been sent. After a restart the demo sends what is missing, and
 * nothing twice.
 */
final class Bookmark {
    private final Path file;

    Bookmark(Path file) {
        this.file = file;
    }

    /**
     * Where to begin.
     *
     * @param earliest if nothing was sent yet, or nothing after this time
     * @param now if the note is unreadable: it is unknown what was sent
     */
    Instant begin(Instant earliest, Instant now) {
        if (!Files.exists(file)) {
            return earliest;
        }
        try {
            Instant sent = Instant.parse(Files.readString(file).strip());
            return sent.isBefore(earliest) ? earliest : sent.isAfter(now) ? now : sent;
        } catch (IOException | DateTimeParseException unreadable) {
            return now;
        }
    }

    void sentUntil(Instant time) {
        try {
            Files.writeString(file, time + "\n");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
