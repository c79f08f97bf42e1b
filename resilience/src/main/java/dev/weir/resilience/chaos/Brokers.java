// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import dev.weir.local.Component;
import dev.weir.local.FreePorts;
import dev.weir.local.StackException;
import dev.weir.local.kafka.BrokerProperties;
import dev.weir.local.kafka.KafkaMain;
import dev.weir.local.kafka.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/** Three Kafka brokers in combined mode. Every record is on all three, and is acknowledged when two have it. */
final class Brokers {
    private static final int COUNT = 3;

    /** Shorter than the defaults (9 s and 30 s), so that a frozen broker is replaced while it is frozen. */
    private static final String PATIENCE = """
            broker.session.timeout.ms=6000
            replica.lag.time.max.ms=6000
            """;

    private final List<BrokerProperties.Node> nodes;
    private final List<Component> components;

    Brokers(Launcher launcher, FreePorts ports) {
        nodes = IntStream.rangeClosed(1, COUNT)
                .mapToObj(id -> new BrokerProperties.Node(id, ports.next(), ports.next()))
                .toList();
        String clusterId = Uuid.randomUuid().toString();
        components =
                nodes.stream().map(node -> broker(launcher, node, clusterId)).toList();
    }

    List<Component> components() {
        return components;
    }

    String bootstrapServers() {
        return nodes.stream().map(node -> "127.0.0.1:" + node.port()).collect(Collectors.joining(","));
    }

    /** Creates the topics once the brokers have found each other. */
    void createTopics() {
        long deadline = System.nanoTime() + 60_000_000_000L;
        try (Admin admin = Topics.admin(bootstrapServers())) {
            while (admin.describeCluster().nodes().get().size() < COUNT) {
                if (System.nanoTime() > deadline) {
                    throw new StackException("The brokers did not form a cluster within a minute.");
                }
            }
            Topics.create(admin, (short) COUNT);
        } catch (ExecutionException failure) {
            throw new StackException("Kafka does not create the topics: " + failure.getCause(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while the topics were created", interrupted);
        }
    }

    private Component broker(Launcher launcher, BrokerProperties.Node node, String clusterId) {
        String name = "broker-" + node.id();
        Path log = launcher.folder().resolve(name);
        Path properties = Launcher.written(
                launcher.folder().resolve(name + ".properties"), BrokerProperties.of(log, node, nodes) + PATIENCE);
        return launcher.component(
                name,
                Launcher.Program.of(
                        KafkaMain.class, List.of(properties.toString(), log.toString(), clusterId), "-Xmx256m"),
                Map.of(),
                launcher.listens(node.port()));
    }
}
