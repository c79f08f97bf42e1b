// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Runs {@link BodyParserFuzzer} under Jazzer in a separate process. Jazzer mutates the inputs that reach new code. It
 * starts with almost valid events, and keeps what it learns in {@code target/fuzz} for the next run.
 */
class JazzerTest {
    private static final long NOW = 1_795_176_000_250L;
    private static final int SEEDS = 60;
    private static final Path FOLDER = Path.of("target", "fuzz");
    private static final Pattern EXECUTIONS = Pattern.compile("Done (\\d+) runs");

    @Test
    @EnabledOnOs(OS.LINUX)
    void findsNoBodyThatBreaksTheParser() throws Exception {
        long seed = FuzzTime.seed();
        Path seeds = writeSeeds(seed);
        Path learned = Files.createDirectories(FOLDER.resolve("learned"));
        Process jazzer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + BodyParserFuzzer.class.getName(),
                        "--instrumentation_includes=dev.weir.**",
                        "--reproducer_path=" + FOLDER,
                        "-artifact_prefix=" + FOLDER + "/",
                        "-max_len=4096",
                        "-seed=" + (seed & 0x7FFF_FFFF),
                        "-max_total_time=" + FuzzTime.each().toSeconds(),
                        learned.toString(),
                        seeds.toString())
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(jazzer.getInputStream().readAllBytes(), UTF_8);
            assertThat(jazzer.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(jazzer.exitValue()).as(output).isZero();
            assertThat(EXECUTIONS.matcher(output).find()).as(output).isTrue();
            System.out.println("Jazzer: seed " + seed + ", " + lastLines(output));
        } finally {
            jazzer.destroyForcibly();
        }
    }

    private static Path writeSeeds(long seed) throws IOException {
        Path folder = Files.createDirectories(FOLDER.resolve("seeds"));
        NearlyValid events = new NearlyValid(seed, NOW);
        for (int i = 0; i < SEEDS; i++) {
            int format = i % BodyParserFuzzer.FORMATS.size();
            boolean cloudEvents = BodyParserFuzzer.FORMATS.get(format).isCloudEvents();
            String event = events.event(cloudEvents);
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.write(format);
            body.writeBytes((i % 8 < 4 ? event : "[" + event + "," + event + "]").getBytes(UTF_8));
            Files.write(folder.resolve("seed-" + i), body.toByteArray());
        }
        return folder;
    }

    private static String lastLines(String output) {
        List<String> lines = new ArrayList<>(output.lines()
                .filter(line -> line.contains("cov:") || line.contains("Done "))
                .toList());
        return String.join("; ", lines.subList(Math.max(0, lines.size() - 2), lines.size()));
    }
}
