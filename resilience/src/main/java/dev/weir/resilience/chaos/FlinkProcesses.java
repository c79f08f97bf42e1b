// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import dev.weir.local.Component;
import dev.weir.local.FreePorts;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A Flink session cluster like the one that Flink's scripts start: a JobManager, two TaskManagers, and ZooKeeper for
 * recovery.
 */
final class FlinkProcesses {
    private static final int TASK_MANAGERS = 2;
    private static final String LOGGING = "flink-log4j2.xml";

    /** The options that Flink's scripts use for Java 17. */
    private static final List<String> OPENED = List.of(
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "--add-opens=java.base/java.net=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED");

    private final Launcher launcher;
    private final Path checkpoints;
    private final Path logging;
    private final int restPort;
    private final int zooKeeperPort;
    private final Component zooKeeper;
    private final Component jobManager;
    private final List<Component> taskManagers;

    /** @param job the variables of the job, whose {@code main} runs in the JobManager */
    FlinkProcesses(Launcher launcher, FreePorts ports, Path checkpoints, Map<String, String> job) {
        this.launcher = launcher;
        this.checkpoints = checkpoints;
        this.logging = Launcher.written(launcher.folder().resolve(LOGGING), Resources.text(LOGGING));
        this.restPort = ports.next();
        this.zooKeeperPort = ports.next();
        this.zooKeeper = zooKeeper();
        int rpcPort = ports.next();
        this.jobManager = flink(
                "jobmanager",
                "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                List.of("-Xmx448m"),
                String.format(
                        Locale.ROOT,
                        """
                rest.address: 127.0.0.1
                rest.bind-address: 127.0.0.1
                rest.port: %d
                rest.bind-port: %d
                high-availability.jobmanager.port: %d
                web.upload.dir: %s
                """,
                        restPort,
                        restPort,
                        rpcPort,
                        Launcher.made(launcher.folder().resolve("jars"))),
                job,
                launcher.answers(restPort, "/config"));
        this.taskManagers = IntStream.rangeClosed(1, TASK_MANAGERS)
                .mapToObj(number -> taskManager("taskmanager-" + number, ports.next()))
                .toList();
    }

    Component zooKeeperComponent() {
        return zooKeeper;
    }

    Component jobManager() {
        return jobManager;
    }

    List<Component> taskManagers() {
        return taskManagers;
    }

    FlinkRest rest() {
        return new FlinkRest(restPort);
    }

    private Component zooKeeper() {
        Path configuration = Launcher.written(
                launcher.folder().resolve("zookeeper.cfg"),
                String.format(Locale.ROOT, """
                tickTime=500
                dataDir=%s
                clientPort=%d
                clientPortAddress=127.0.0.1
                admin.enableServer=false
                """, Launcher.made(launcher.folder().resolve("zookeeper")), zooKeeperPort));
        return launcher.component(
                "zookeeper",
                new Launcher.Program(
                        "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer",
                        List.of("--zkConfigFile", configuration.toString(), "--peerId", "1"),
                        // Once a minute, ZooKeeper would remove the folder of the election if it has no candidates.
                        // Curator in Flink 2.2.1 then never elects again (CURATOR-724). Kubernetes, which ZooKeeper
                        // replaces here, does not do this.
                        List.of("-Xmx96m", "-Dznode.container.checkIntervalMs=" + Integer.MAX_VALUE),
                        FlinkClassPath.text(),
                        logging.toString()),
                Map.of(),
                launcher.listens(zooKeeperPort));
    }

    private Component taskManager(String name, int rpcPort) {
        return flink(
                name,
                "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                List.of("-Xmx448m", "-XX:MaxDirectMemorySize=224m"),
                // Flink's scripts derive these values from one total.
                String.format(Locale.ROOT, """
                taskmanager.host: 127.0.0.1
                taskmanager.bind-host: 127.0.0.1
                taskmanager.rpc.port: %d
                taskmanager.numberOfTaskSlots: 2
                taskmanager.cpu.cores: 2
                taskmanager.memory.framework.heap.size: 128m
                taskmanager.memory.task.heap.size: 320m
                taskmanager.memory.framework.off-heap.size: 128m
                taskmanager.memory.task.off-heap.size: 0m
                taskmanager.memory.managed.size: 64m
                taskmanager.memory.network.min: 64m
                taskmanager.memory.network.max: 64m
                taskmanager.memory.jvm-metaspace.size: 160m
                taskmanager.memory.jvm-overhead.min: 64m
                taskmanager.memory.jvm-overhead.max: 64m
                """, rpcPort),
                Map.of(),
                () -> true);
    }

    private Component flink(
            String name,
            String main,
            List<String> memory,
            String configuration,
            Map<String, String> environment,
            Component.Readiness readiness) {
        Path folder = Launcher.made(launcher.folder().resolve(name));
        Launcher.written(
                folder.resolve("config.yaml"),
                String.format(
                                Locale.ROOT,
                                common(),
                                zooKeeperPort,
                                Launcher.made(launcher.folder().resolve("recovery"))
                                        .toUri(),
                                checkpoints.toUri(),
                                Launcher.made(folder.resolve("tmp")))
                        + configuration);
        return launcher.component(
                name,
                new Launcher.Program(
                        main,
                        List.of("--configDir", folder.toString()),
                        Stream.concat(memory.stream(), OPENED.stream()).toList(),
                        FlinkClassPath.text(),
                        logging.toString()),
                environment,
                readiness);
    }

    /** Timeouts a few times shorter than Flink's own, so that a frozen process is given up while it is frozen. */
    private static String common() {
        return """
                jobmanager.rpc.address: 127.0.0.1
                jobmanager.bind-host: 127.0.0.1
                high-availability.type: zookeeper
                high-availability.zookeeper.quorum: 127.0.0.1:%d
                high-availability.zookeeper.client.session-timeout: 6s
                high-availability.zookeeper.client.connection-timeout: 3s
                high-availability.zookeeper.client.retry-wait: 500ms
                high-availability.cluster-id: /weir
                high-availability.storageDir: %s
                execution.checkpointing.dir: %s
                io.tmp.dirs: %s
                heartbeat.interval: 2s
                heartbeat.timeout: 8s
                pekko.ask.timeout: 10s
                """;
    }
}
