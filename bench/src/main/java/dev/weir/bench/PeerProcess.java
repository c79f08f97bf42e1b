// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bench.peer.PeerDoor;
import dev.weir.local.Component;
import dev.weir.testbed.HttpCalls;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A program of the package {@code peer}, with its own process and folder. */
final class PeerProcess {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

    private final Component process;
    private final Path folder;
    private @Nullable HttpCalls http;

    private PeerProcess(Component process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    static PeerProcess of(String name, Class<?> main, List<String> options, List<String> arguments, Path folder) {
        return of(name, folder, () -> java(main, options, arguments, folder, usualClassPath()));
    }

    /**
     * A process with a lower priority than the broker, like the stack's job and ClickHouse.
     *
     * @param libraries a folder of jars that precede the class path, if it exists
     */
    static PeerProcess givingWay(
            String name, Class<?> main, List<String> options, List<String> arguments, Path folder, Path libraries) {
        return of(name, folder, () -> {
            ProcessBuilder process = java(main, options, arguments, folder, classPath(libraries));
            List<String> command = new ArrayList<>(List.of("nice", "-n", "5"));
            command.addAll(process.command());
            return process.command(command);
        });
    }

    private static PeerProcess of(String name, Path folder, Supplier<ProcessBuilder> process) {
        return new PeerProcess(
                new Component(
                        name,
                        folder.resolve("log"),
                        process,
                        () -> Files.exists(folder.resolve(PeerDoor.PORT)),
                        STOP_WITHIN),
                folder);
    }

    private static ProcessBuilder java(
            Class<?> main, List<String> options, List<String> arguments, Path folder, String classPath) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of(
                "-Dlog4j2.configurationFile=classpath:dev/weir/local/log4j2.xml",
                "-Djava.io.tmpdir=" + folder.resolve("tmp"),
                "-Djava.net.preferIPv4Stack=true",
                "-XX:+ExitOnOutOfMemoryError"));
        return Component.java(classPath, all, main.getName(), arguments, Map.of());
    }

    Component process() {
        return process;
    }

    /** Starts the process, and returns when it responds. */
    void start() {
        try {
            Files.createDirectories(folder.resolve("tmp"));
            process.start();
            http = HttpCalls.to(Integer.parseInt(Files.readString(folder.resolve(PeerDoor.PORT))), PATIENCE);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    double counted() throws IOException, InterruptedException {
        return process.isAlive() ? Double.parseDouble(ask(PeerDoor.COUNTED)) : 0;
    }

    String total() throws IOException, InterruptedException {
        return ask(PeerDoor.TOTAL);
    }

    void stop() {
        process.kill();
    }

    private String ask(String what) throws IOException, InterruptedException {
        return Objects.requireNonNull(http, "not started").get(what).body();
    }

    private static String usualClassPath() {
        return System.getProperty("java.class.path");
    }

    private static String classPath(Path libraries) {
        if (!Files.isDirectory(libraries)) {
            return usualClassPath();
        }
        try (Stream<Path> jars = Files.list(libraries)) {
            return Stream.concat(jars.map(Path::toString), Stream.of(usualClassPath()))
                    .collect(Collectors.joining(File.pathSeparator));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
