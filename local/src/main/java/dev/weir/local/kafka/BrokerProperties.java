package dev.weir.local.kafka;

import java.nio.file.Path;

/** The configuration of the one broker. */
public final class BrokerProperties {
    private BrokerProperties() {}

    /** As the text of a properties file. */
    public static String of(Path logDirectory, int port, int controllerPort) {
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%3$d
                controller.listener.names=CONTROLLER
                listeners=PLAINTEXT://127.0.0.1:%2$d,CONTROLLER://127.0.0.1:%3$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%2$d
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                log.dirs=%1$s

                # The topics are created by the stack; one that is only misspelt shall be an error.
                auto.create.topics.enable=false

                # There is one broker.
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=4
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=4
                group.initial.rebalance.delay.ms=0

                # Sizes for a laptop.
                num.network.threads=2
                num.io.threads=4
                log.cleaner.dedupe.buffer.size=16777216
                controlled.shutdown.enable=false
                """.formatted(logDirectory.toString().replace("\\", "\\\\"), port, controllerPort);
    }
}
