// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BookmarkTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant EARLIEST = NOW.minus(Duration.ofDays(29));

    private final Path file;
    private final Bookmark bookmark;

    BookmarkTest(@TempDir Path folder) {
        file = folder.resolve("demo");
        bookmark = new Bookmark(file);
    }

    @Test
    void startsWithTheHistoryAndContinuesAfterARestart() {
        assertThat(bookmark.begin(EARLIEST, NOW)).isEqualTo(EARLIEST);
        Instant sent = NOW.minusSeconds(90);
        bookmark.sentUntil(sent);
        assertThat(new Bookmark(file).begin(EARLIEST, NOW)).isEqualTo(sent);
    }

    @Test
    void skipsEventsThatAreTooOldOrInTheFuture() {
        bookmark.sentUntil(EARLIEST.minusSeconds(1));
        assertThat(bookmark.begin(EARLIEST, NOW)).isEqualTo(EARLIEST);
        bookmark.sentUntil(NOW.plusSeconds(1));
        assertThat(bookmark.begin(EARLIEST, NOW)).isEqualTo(NOW);
    }

    @Test
    void skipsTheHistoryIfTheLastPositionIsUnknown() throws IOException {
        Files.writeString(file, "yesterday");
        assertThat(bookmark.begin(EARLIEST, NOW)).isEqualTo(NOW);
    }
}
