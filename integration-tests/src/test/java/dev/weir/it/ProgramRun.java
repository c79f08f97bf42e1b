// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
        markBuilt(ROOT.resolve("resilience/target/program-built"));
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

    /**
     * Marks a program as built, because the Maven run of this test has built it. Its script then does not build it again.
     */
    static void markBuilt(Path mark) throws IOException {
        Path touched = Files.createTempFile(mark.getParent(), "built", "");
        Files.move(touched, mark, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
