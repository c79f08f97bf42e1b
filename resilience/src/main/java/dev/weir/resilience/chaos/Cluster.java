// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import dev.weir.configuration.ClickHouseEndpoint;
import dev.weir.configuration.Retention;
import dev.weir.gateway.Gateway;
import dev.weir.local.Component;
import dev.weir.local.FreePorts;
import dev.weir.local.StackException;
import dev.weir.local.clickhouse.ClickHouseMain;
import dev.weir.local.clickhouse.EngineLibrary;
import dev.weir.local.flink.JobStatus;
import dev.weir.local.kafka.Topics;
import dev.weir.migrator.Migrator;
import dev.weir.testbed.HttpCalls;
import dev.weir.testbed.Pause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All of Weir, with a process for each component: three brokers, ZooKeeper, a JobManager, two TaskManagers, ClickHouse
 * and two gateways. Proxies are in front of the gateways and of ClickHouse.
 */
final class Cluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int GATEWAYS = 2;

    /** A gateway, and the proxy through which producers reach it. */
    record GatewayNode(Component component, int port, HttpCalls management, FaultyProxy proxy) {
        URI url() {
            return URI.create("http://127.0.0.1:" + port);
        }

        URI urlForProducers() {
            return URI.create("http://127.0.0.1:" + proxy.port());
        }
    }

    private final Path jobJar;
    private final CheckpointDisk checkpoints;
    private final Launcher launcher;
    private final Brokers brokers;
    private final Component clickHouse;
    private final int clickHousePort;
    private final FaultyProxy clickHouseProxy;
    private final FlinkProcesses flink;
    private final List<GatewayNode> gateways;

    /**
     * @param folder the folder for all data and logs
     * @param variables {@code WEIR_} variables that differ from their defaults
     */
    Cluster(Path folder, CheckpointDisk checkpoints, Path jobJar, Map<String, String> variables) {
        this.jobJar = jobJar;
        this.checkpoints = checkpoints;
        this.launcher = new Launcher(folder);
        FreePorts ports = new FreePorts();
        this.brokers = new Brokers(launcher, ports);
        this.clickHousePort = ports.next();
        this.clickHouseProxy = proxy(ports.next(), clickHousePort);
        this.clickHouse = newClickHouse();
        Map<String, String> environment = new HashMap<>();
        environment.put("WEIR_KAFKA_BOOTSTRAP_SERVERS", brokers.bootstrapServers());
        environment.put("WEIR_KAFKA_TOPIC", Topics.EVENTS);
        environment.put("WEIR_KAFKA_DEAD_LETTER_TOPIC", Topics.DEAD_LETTERS);
        environment.put("WEIR_CLICKHOUSE_URL", "http://127.0.0.1:" + clickHouseProxy.port());
        environment.put("WEIR_CHECKPOINT_INTERVAL", "2s");
        environment.put("WEIR_MAX_IN_FLIGHT", "8MiB");
        environment.putAll(variables);
        this.flink = new FlinkProcesses(launcher, ports, checkpoints.folder(), environment);
        this.gateways = IntStream.rangeClosed(1, GATEWAYS)
                .mapToObj(number -> newGateway("gateway-" + number, ports, environment))
                .toList();
    }

    /** Starts everything, and returns when the job runs and the gateways are ready. */
    void start(Runnable afterMigration) {
        Concurrently.run(
                () -> {
                    Concurrently.run(
                            brokers.components().stream().map(Cluster::starting).toList());
                    brokers.createTopics();
                },
                () -> {
                    clickHouse.start();
                    Migrator.migrate(
                            new ClickHouseEndpoint(clickHouseUrl(), "default", ""),
                            Retention.FOREVER,
                            PATIENCE,
                            line -> {});
                    afterMigration.run();
                },
                () -> {
                    flink.zooKeeperComponent().start();
                    flink.jobManager().start();
                });
        Concurrently.run(
                Stream.concat(flink.taskManagers().stream(), gateways.stream().map(GatewayNode::component))
                        .map(Cluster::starting)
                        .toList());
        flink.rest().submit(jobJar);
        awaitReady();
    }

    CheckpointDisk checkpoints() {
        return checkpoints;
    }

    List<Component> brokers() {
        return brokers.components();
    }

    Component clickHouse() {
        return clickHouse;
    }

    /** The proxy between ClickHouse and all its clients. */
    FaultyProxy clickHouseProxy() {
        return clickHouseProxy;
    }

    /** ClickHouse itself, without the proxy. */
    URI clickHouseUrl() {
        return URI.create("http://127.0.0.1:" + clickHousePort);
    }

    FlinkProcesses flink() {
        return flink;
    }

    List<GatewayNode> gateways() {
        return gateways;
    }

    List<Component> components() {
        List<Component> all = new ArrayList<>(brokers.components());
        all.add(flink.zooKeeperComponent());
        all.add(flink.jobManager());
        all.addAll(flink.taskManagers());
        all.add(clickHouse);
        gateways.forEach(gateway -> all.add(gateway.component()));
        return all;
    }

    /** Kills everything. The data is not used again. */
    @Override
    public void close() {
        Concurrently.run(components().stream()
                .map(component -> (Runnable) component::kill)
                .toList());
        try {
            clickHouseProxy.close();
            for (GatewayNode gateway : gateways) {
                gateway.proxy().close();
            }
        } catch (IOException alreadyClosed) {
            // It does not matter at the end.
        }
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isReady()) {
            if (System.nanoTime() > deadline) {
                throw new StackException("The job did not run, or the gateways were not ready, within "
                        + PATIENCE.toMinutes() + " minutes; the logs are in "
                        + launcher.folder().resolve("logs"));
            }
        }
    }

    private boolean isReady() {
        try {
            boolean ready = JobStatus.isRunning(flink.rest().jobs());
            for (GatewayNode gateway : gateways) {
                ready &= gateway.management().get("/ready").status() == 200;
            }
            Pause.of(Duration.ofMillis(200));
            return ready;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while the cluster started", interrupted);
        }
    }

    private Component newClickHouse() {
        return launcher.component(
                "clickhouse",
                Launcher.Program.of(
                        ClickHouseMain.class,
                        List.of(
                                EngineLibrary.path().toString(),
                                launcher.folder().resolve("clickhouse").toString(),
                                Integer.toString(clickHousePort)),
                        "-Xmx192m"),
                Map.of(),
                launcher.answers(clickHousePort, "/ping"));
    }

    private GatewayNode newGateway(String name, FreePorts ports, Map<String, String> shared) {
        int port = ports.next();
        int managementPort = ports.next();
        Map<String, String> environment = new HashMap<>(shared);
        environment.put("WEIR_HTTP_PORT", Integer.toString(port));
        environment.put("WEIR_MANAGEMENT_PORT", Integer.toString(managementPort));
        environment.put("WEIR_GRPC_PORT", Integer.toString(ports.next()));
        Component component = launcher.component(
                name,
                Launcher.Program.of(Gateway.class, List.of(), "-Xmx256m"),
                environment,
                launcher.answers(port, "/health"));
        return new GatewayNode(
                component, port, HttpCalls.to(managementPort, Launcher.PROBE_TIMEOUT), proxy(ports.next(), port));
    }

    private static FaultyProxy proxy(int port, int serverPort) {
        try {
            return new FaultyProxy(port, serverPort);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Runnable starting(Component component) {
        return component::start;
    }
}
