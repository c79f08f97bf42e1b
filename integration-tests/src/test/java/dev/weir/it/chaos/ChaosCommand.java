package dev.weir.it.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code ./chaos} as a person starts it, to its end. */
record ChaosCommand(int status, String output) {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofMinutes(8);

    static ChaosCommand run(String... arguments) throws IOException, InterruptedException {
        // What it would build has just been built, by the Maven run that this test is part of.
        Path built = ROOT.resolve("integration-tests/target/chaos-built");
        Files.deleteIfExists(built);
        Files.createFile(built);
        Path output = Files.createTempFile("weir-chaos", ".txt");
        Process process = new ProcessBuilder(
                        Stream.concat(Stream.of(ROOT.resolve("chaos").toString()), List.of(arguments).stream())
                                .toList())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("./chaos did not end; it printed " + Files.readString(output));
            }
            return new ChaosCommand(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }
}
