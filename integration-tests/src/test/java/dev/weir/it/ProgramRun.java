// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A complete run of {@code ./chaos} or {@code ./abuse}, started as a developer starts it. */
public record ProgramRun(int status, String output) {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofMinutes(8);

    /** The output from the verdict on, or all output if there is no verdict. */
    public String verdict() {
        return output.substring(Math.max(0, output.indexOf("VERDICT:")));
    }

    /** @param program the script in the root folder */
    public static ProgramRun of(String program, String... arguments) throws IOException, InterruptedException {
        // The Maven run of this test has already built the program, so the script must not build it again.
        Path built = ROOT.resolve("resilience/target/program-built");
        Files.deleteIfExists(built);
        Files.createFile(built);
        Path output = Files.createTempFile("weir-" + program, ".txt");
        Process process = new ProcessBuilder(
                        Stream.concat(Stream.of(ROOT.resolve(program).toString()), List.of(arguments).stream())
                                .toList())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("./" + program + " did not end; it printed " + Files.readString(output));
            }
            return new ProgramRun(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }
}
