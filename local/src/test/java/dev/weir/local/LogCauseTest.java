// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogCauseTest {
    private static final String WARNING = "2026-11-26T07:00:00.000Z WARN  o.a.f.Metrics Name collision";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void findsTheLastErrorWithItsCauses() {
        assertThat(LogCause.of(List.of(
                        "2026-11-26T06:00:00.000Z ERROR d.w.Old what was before",
                        WARNING,
                        "2026-11-26T07:00:00.000Z ERROR d.w.l.f.FlinkMain The job failed permanently",
                        "java.lang.IllegalStateException: no state",
                        "\tat dev.weir.Some.method(Some.java:1)",
                        "Caused by: java.io.IOException: No space left on device",
                        "\t... 12 more",
                        WARNING,
                        WARNING)))
                .containsExactly(
                        "2026-11-26T07:00:00.000Z ERROR d.w.l.f.FlinkMain The job failed permanently",
                        "java.lang.IllegalStateException: no state",
                        "Caused by: java.io.IOException: No space left on device");
    }

    @Test
    void prefersTheLastPlainTextLine() {
        assertThat(LogCause.of(List.of(WARNING, "WEIR_CORS_ORIGINS must be origins", "WEIR_JWT_JWKS names no file")))
                .containsExactly("WEIR_CORS_ORIGINS must be origins", "WEIR_JWT_JWKS names no file");
    }

    @Test
    void readsJsonLines() {
        String error = "{\"@timestamp\":\"2026\",\"level\":\"ERROR\",\"message\":\"gone\"}";
        assertThat(LogCause.of(List.of(error, "{\"level\":\"WARN\"}"))).containsExactly(error);
    }

    @Test
    void isEmptyIfTheLogHasNoError() {
        assertThat(LogCause.of(List.of(WARNING, WARNING))).isEmpty();
        assertThat(LogCause.of(folder.resolve("absent.log"), 0)).isEmpty();
    }

    @Test
    void ignoresLinesOfEarlierStarts() throws Exception {
        Path log = folder.resolve("some.log");
        Files.writeString(log, "2026-11-26T06:00:00.000Z ERROR an old one\n");
        assertThat(LogCause.of(log, Files.size(log))).isEmpty();
    }
}
