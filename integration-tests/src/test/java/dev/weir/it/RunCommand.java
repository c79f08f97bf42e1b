// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The process of {@code ./run}, started as a developer starts it, and its output. */
final class RunCommand implements AutoCloseable {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Process process;
    private final Path output;

    private RunCommand(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** The variables for a stack on free ports, with its data in this folder. */
    static Map<String, String> onFreePorts(Path folder) {
        Map<String, String> environment = new HashMap<>();
        environment.put("WEIR_DATA_DIR", folder.toString());
        for (String port : List.of("HTTP", "MANAGEMENT", "GRPC", "FLINK_UI", "FLINK_METRICS", "KAFKA", "CLICKHOUSE")) {
            environment.put("WEIR_" + port + "_PORT", "0");
        }
        return environment;
    }

    static RunCommand start(Map<String, String> environment, String... arguments) throws IOException {
        ProgramRun.markBuilt(ROOT.resolve("local/target/run-built"));
        Path output = Files.createTempFile("weir-run", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(Stream.concat(Stream.of(ROOT.resolve("run").toString()), Stream.of(arguments))
                        .toList());
        builder.environment().keySet().removeIf(name -> name.startsWith("WEIR_"));
        builder.environment().putAll(environment);
        return new RunCommand(
                builder.redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start(),
                output);
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    void awaitReady() {
        await().atMost(PATIENCE).until(() -> !process.isAlive() || output().contains("Ctrl-C stops it."));
        if (!process.isAlive()) {
            throw new AssertionError("./run ended before it was ready");
        }
    }

    URI gateway() throws IOException {
        return address("gateway");
    }

    URI clickHouse() throws IOException {
        return address("clickhouse");
    }

    /** The address that the summary shows for a component. */
    URI address(String part) throws IOException {
        return URI.create(printedLast("^ +" + part + " +(https?://\\S+)"));
    }

    /** The process id that the terminal showed last for a component. */
    long processOf(String component) throws IOException {
        return Long.parseLong(printedLast(
                "(?i)^ +processes .*\\b" + component + " (\\d+)|^" + component + " is back .* as process (\\d+)"));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    private String printedLast(String pattern) throws IOException {
        Matcher found = Pattern.compile(pattern, Pattern.MULTILINE).matcher(output());
        String last = "";
        while (found.find()) {
            for (int group = 1; group <= found.groupCount(); group++) {
                last = found.group(group) == null ? last : found.group(group);
            }
        }
        if (last.isEmpty()) {
            throw new AssertionError("no " + pattern + " in: " + output());
        }
        return last;
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("./run did not end");
        }
        return process.exitValue();
    }

    void terminate() {
        process.destroy();
    }

    void kill() {
        process.destroyForcibly();
    }

    List<ProcessHandle> components() {
        return process.descendants().toList();
    }

    @Override
    public void close() throws Exception {
        terminate();
        awaitExit();
        Files.delete(output);
    }
}
