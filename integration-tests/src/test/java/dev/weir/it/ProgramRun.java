package dev.weir.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code ./chaos} or {@code ./abuse} as a person starts it, to its end. */
public record ProgramRun(int status, String output) {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofMinutes(8);

    /** The end of the output, with what was objected to; all of the output of a program that came to no verdict. */
    public String verdict() {
        return output.substring(Math.max(0, output.indexOf("VERDICT:")));
    }

    /** @param program its script in the root folder */
    public static ProgramRun of(String program, String... arguments) throws IOException, InterruptedException {
        // What it would build has just been built, by the Maven run that this test is part of.
        Path built = ROOT.resolve("integration-tests/target/programs-built");
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
