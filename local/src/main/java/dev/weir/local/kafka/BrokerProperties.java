// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.kafka;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Creates the configuration of a Kafka node that is broker and controller, alone or in a cluster. */
public final class BrokerProperties {
    /** A node and its two ports on loopback. */
    public record Node(int id, int port, int controllerPort) {}

    private BrokerProperties() {}

    /** The properties file of a single node. */
    public static String of(Path logDirectory, int port, int controllerPort) {
        Node only = new Node(1, port, controllerPort);
        return of(logDirectory, only, List.of(only));
    }

    /**
     * The properties file of one node in a cluster. Every record has a replica on each node, but three at most. A write
     * needs all replicas but one.
     *
     * @param nodes the whole cluster, including this node
     */
    public static String of(Path logDirectory, Node node, List<Node> nodes) {
        int copies = Math.min(3, nodes.size());
        int leastInSync = Math.max(1, copies - 1);
        return String.format(
                Locale.ROOT,
                """
                process.roles=broker,controller
                node.id=%2$d
                controller.quorum.voters=%5$s
                controller.listener.names=CONTROLLER
                listeners=PLAINTEXT://127.0.0.1:%3$d,CONTROLLER://127.0.0.1:%4$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%3$d
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                log.dirs=%1$s

                # The topics are created by the stack; one that is only misspelt shall be an error.
                auto.create.topics.enable=false

                default.replication.factor=%6$d
                min.insync.replicas=%7$d
                offsets.topic.replication.factor=%6$d
                offsets.topic.num.partitions=4
                transaction.state.log.replication.factor=%6$d
                transaction.state.log.min.isr=%7$d
                transaction.state.log.num.partitions=4
                group.initial.rebalance.delay.ms=0

                # After a kill, the node is registered again only when the session of its earlier process has expired.
                broker.session.timeout.ms=3000
                broker.heartbeat.interval.ms=500

                # After a kill, the newest segment of each partition is read again.
                log.segment.bytes=268435456

                # Sizes for a laptop.
                num.network.threads=2
                num.io.threads=4
                log.cleaner.dedupe.buffer.size=16777216

                # A single broker has no other to hand over to.
                controlled.shutdown.enable=%8$b
                """,
                logDirectory.toString().replace("\\", "\\\\"),
                node.id(),
                node.port(),
                node.controllerPort(),
                nodes.stream()
                        .map(voter -> voter.id() + "@127.0.0.1:" + voter.controllerPort())
                        .collect(Collectors.joining(",")),
                copies,
                leastInSync,
                nodes.size() > 1);
    }
}
