package dev.weir.it.bench;

import dev.weir.it.bench.peer.PeerDoor;
import dev.weir.local.Component;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A peer in a process of its own, beside the broker alone. */
final class PeerDrain implements DrainContender {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

    private final DrainPeer peer;
    private final Component broker;
    private final Component process;
    private final Path folder;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * @param brokers where the log is
     * @param folder the peer's own
     * @param libraries jars that come before all others, if it is there
     */
    PeerDrain(DrainPeer peer, String brokers, Component broker, Path folder, Path libraries) {
        this.peer = peer;
        this.broker = broker;
        this.folder = folder;
        this.process = new Component(
                peer.peerName(),
                folder.resolve("log"),
                () -> command(brokers, libraries),
                () -> Files.exists(folder.resolve(PeerDoor.PORT)),
                STOP_WITHIN);
    }

    @Override
    public String name() {
        return peer.peerName();
    }

    @Override
    public void start() {
        try {
            Files.createDirectories(folder.resolve("tmp"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        process.start();
    }

    @Override
    public List<Component> processes() {
        return List.of(broker, process);
    }

    @Override
    public double counted() throws IOException, InterruptedException {
        return process.isAlive() ? Double.parseDouble(ask(PeerDoor.COUNTED)) : 0;
    }

    @Override
    public String total() throws IOException, InterruptedException {
        return ask(PeerDoor.TOTAL);
    }

    @Override
    public void stop() {
        process.kill();
    }

    private String ask(String what) throws IOException, InterruptedException {
        String port = Files.readString(folder.resolve(PeerDoor.PORT));
        return http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + what))
                                .timeout(PATIENCE)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private ProcessBuilder command(String brokers, Path libraries) {
        List<String> options = new ArrayList<>(peer.options());
        options.addAll(List.of(
                "-Dlog4j2.configurationFile=classpath:dev/weir/local/log4j2.xml",
                "-Djava.io.tmpdir=" + folder.resolve("tmp"),
                "-Djava.net.preferIPv4Stack=true",
                "-XX:+ExitOnOutOfMemoryError"));
        List<String> arguments = new ArrayList<>(List.of(brokers, LogFiller.JSON_EVENTS, folder.toString()));
        arguments.addAll(peer.words());
        ProcessBuilder process =
                Component.java(classPath(libraries), options, peer.main().getName(), arguments, Map.of());
        // As the stack starts the job and ClickHouse.
        List<String> command = new ArrayList<>(List.of("nice", "-n", "5"));
        command.addAll(process.command());
        return process.command(command);
    }

    private static String classPath(Path libraries) {
        String usual = System.getProperty("java.class.path");
        if (!Files.isDirectory(libraries)) {
            return usual;
        }
        try (Stream<Path> jars = Files.list(libraries)) {
            return Stream.concat(jars.map(Path::toString), Stream.of(usual))
                    .reduce((first, second) -> first + File.pathSeparator + second)
                    .orElse(usual);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
