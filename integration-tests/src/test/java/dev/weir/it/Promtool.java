// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Prometheus' command for checks. */
final class Promtool {
    /** Set by {@code .ci/run}, which installs promtool. */
    private static final boolean MUST_RUN = Boolean.getBoolean("weir.promtool.required");

    private Promtool() {}

    /** Runs a command that succeeds, in the root of the repository. Returns what it printed. */
    static String run(String... arguments) throws IOException, InterruptedException {
        assumeTrue(MUST_RUN || SystemCommand.onPath("promtool").isPresent(), "promtool is not on the PATH");
        return SystemCommand.output(new ProcessBuilder(Stream.concat(Stream.of("promtool"), Stream.of(arguments))
                        .toList())
                .directory(Path.of("..").toFile()));
    }
}
