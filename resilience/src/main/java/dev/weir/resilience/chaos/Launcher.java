// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import dev.weir.local.Component;
import dev.weir.testbed.HttpCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Creates the components of a cluster in one folder. Each is a Java process with its own log. */
final class Launcher {
    static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

    /**
     * The main class, arguments and JVM options of a program.
     *
     * @param classPath must contain dev.weir.local, which ends the program with its supervisor
     * @param logging the location of log4j's configuration
     */
    record Program(String main, List<String> arguments, List<String> options, String classPath, String logging) {
        /** A program of Weir. */
        static Program of(Class<?> main, List<String> arguments, String... options) {
            return new Program(
                    main.getName(),
                    arguments,
                    List.of(options),
                    System.getProperty("java.class.path"),
                    "classpath:dev/weir/local/log4j2.xml");
        }
    }

    private final Path folder;

    Launcher(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    Component component(String name, Program program, Map<String, String> environment, Component.Readiness readiness) {
        List<String> options = new ArrayList<>(program.options());
        options.addAll(List.of(
                "-XX:+UseSerialGC",
                // Eleven JVMs share few cores, so a quick start matters more than fast code.
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:ErrorFile=" + folder.resolve("logs").resolve("crash-%p.log"),
                "-Dlog4j2.configurationFile=" + program.logging(),
                "-Djava.io.tmpdir=" + made(folder.resolve("tmp")),
                "-Djava.net.preferIPv4Stack=true"));
        return new Component(
                name,
                folder.resolve("logs").resolve(name + ".log"),
                () -> Component.java(program.classPath(), options, program.main(), program.arguments(), environment),
                readiness,
                STOP_WITHIN);
    }

    /** Ready when something listens on the port. */
    Component.Readiness listens(int port) {
        return () -> {
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) PROBE_TIMEOUT.toMillis());
                return true;
            }
        };
    }

    /** Ready when something responds over HTTP, with any status. */
    Component.Readiness answers(int port, String path) {
        HttpCalls http = HttpCalls.to(port, PROBE_TIMEOUT);
        return () -> http.get(path).status() > 0;
    }

    /** Writes the text to the file, and returns the file. */
    static Path written(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static Path made(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
