// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import dev.weir.configuration.Units;
import dev.weir.configuration.Variable;
import dev.weir.gateway.Gateway;
import dev.weir.local.clickhouse.ClickHouseBinary;
import dev.weir.local.clickhouse.ClickHouseMain;
import dev.weir.local.clickhouse.EngineLibrary;
import dev.weir.local.flink.FlinkMain;
import dev.weir.local.flink.JobStatus;
import dev.weir.local.kafka.BrokerProperties;
import dev.weir.local.kafka.KafkaMain;
import dev.weir.local.kafka.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
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
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;

/** Creates the components: the command of each process and its readiness check. The heap sizes suit a laptop. */
final class Components {
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(30);

    private static final String NICENESS = "5";
    private static final String LOGGING = "-Dlog4j2.configurationFile=classpath:dev/weir/local/log4j2.xml";

    private final Supplier<Addresses> addresses;
    private final DataDirectory data;
    private final HttpClient http;

    /**
     * @param addresses is called at each start, because ports may change
     * @param http trusts the gateway's certificate
     */
    Components(Supplier<Addresses> addresses, DataDirectory data, HttpClient http) {
        this.addresses = addresses;
        this.data = data;
        this.http = http;
    }

    Component kafka() {
        Path properties = data.root().resolve("kafka.properties");
        return new Component(
                "kafka",
                log("kafka"),
                () -> {
                    write(properties, BrokerProperties.of(data.kafka(), ports().kafka(), new FreePorts().next()));
                    return java(
                            List.of("-Xmx512m", "-XX:+UseSerialGC"),
                            KafkaMain.class,
                            List.of(properties.toString(), data.kafka().toString()));
                },
                this::brokerAnswers,
                STOP_WITHIN);
    }

    Component clickHouse() {
        Optional<Path> binary = ClickHouseBinary.onPath();
        return new Component(
                "clickhouse",
                log("clickhouse"),
                () -> givingWay(
                        binary.map(path -> ClickHouseBinary.server(path, data.clickHouse(), ports().clickHouse()))
                                .orElseGet(() -> java(
                                        List.of("-Xmx256m", "-XX:+UseSerialGC"),
                                        ClickHouseMain.class,
                                        List.of(
                                                EngineLibrary.path().toString(),
                                                data.clickHouse().toString(),
                                                Integer.toString(ports().clickHouse()))))),
                () -> get(ports().clickHouse(), "/ping").statusCode() == 200,
                STOP_WITHIN);
    }

    /** An error message if neither the build nor the PATH provides a ClickHouse engine. */
    static Optional<String> missingEngine() {
        return ClickHouseBinary.onPath().isPresent() || Files.isRegularFile(EngineLibrary.path())
                ? Optional.empty()
                : Optional.of("The ClickHouse engine is missing: " + EngineLibrary.path()
                        + " does not exist. It comes with npm for Linux on x86-64; elsewhere put a clickhouse on the PATH, or set "
                        + Variable.CLICKHOUSE_URL.variableName() + ".");
    }

    Component flink() {
        return new Component(
                "flink",
                log("flink"),
                () -> givingWay(java(
                        List.of(
                                "-Xmx1536m",
                                // While inserts and identity tables allocate large arrays, G1 would repeat its marking
                                // and take processor time from the job.
                                "-XX:+UseParallelGC",
                                "-XX:NewRatio=1",
                                // Flink's own start scripts open these packages on Java 17.
                                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                                "--add-opens=java.base/java.util=ALL-UNNAMED"),
                        FlinkMain.class,
                        List.of(
                                checkpoints().toString(),
                                data.temporary().toString(),
                                Integer.toString(ports().flinkUi()),
                                Integer.toString(ports().flinkMetrics())))),
                () -> JobStatus.isRunning(
                        get(ports().flinkUi(), "/jobs/overview").body()),
                STOP_WITHIN);
    }

    Component gateway() {
        return new Component(
                "gateway",
                log("gateway"),
                () -> java(
                        List.of("-Xmx640m", "-XX:MaxDirectMemorySize=256m", "-Djdk.nio.maxCachedBufferSize=262144"),
                        Gateway.class,
                        List.of()),
                () -> get(addresses.get().management().resolve("/ready")).statusCode() == 200,
                STOP_WITHIN.plus(drainTimeout()));
    }

    private Ports ports() {
        return addresses.get().ports();
    }

    private Map<String, String> environment() {
        return addresses.get().environment();
    }

    private Path checkpoints() {
        return Path.of(URI.create(environment().getOrDefault(Variable.CHECKPOINT_DIR.variableName(), "")));
    }

    private Duration drainTimeout() {
        return Units.parseDuration(environment()
                .getOrDefault(Variable.DRAIN_TIMEOUT.variableName(), Variable.DRAIN_TIMEOUT.defaultText()));
    }

    private ProcessBuilder java(List<String> options, Class<?> main, List<String> arguments) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of(
                LOGGING,
                "-Djava.io.tmpdir=" + data.temporary(),
                "-Djava.net.preferIPv4Stack=true",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:ErrorFile=" + data.logs().resolve("crash-%p.log")));
        return Component.java(all, main, arguments, environment());
    }

    /**
     * Lowers the CPU priority of a process. Producers wait for the gateway and Kafka, while the readers of the log can
     * catch up later.
     */
    private static ProcessBuilder givingWay(ProcessBuilder process) {
        List<String> command = new ArrayList<>(List.of("nice", "-n", NICENESS));
        command.addAll(process.command());
        return process.command(command);
    }

    private boolean brokerAnswers() throws Exception {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports().kafka()), (int)
                    PROBE_TIMEOUT.toMillis());
        }
        try (Admin admin = Topics.admin("127.0.0.1:" + ports().kafka())) {
            return !admin.describeCluster().nodes().get().isEmpty();
        }
    }

    private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return get(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri).timeout(PROBE_TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
    }

    private Path log(String name) {
        return data.logs().resolve(name + ".log");
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
