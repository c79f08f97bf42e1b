// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class BrokerPropertiesTest {
    private static final Path LOG = Path.of("/data/kafka");

    @Test
    void usesOneReplicaOnASingleNode() throws Exception {
        assertThat(properties(BrokerProperties.of(LOG, 9092, 9093)))
                .containsEntry("node.id", "1")
                .containsEntry("controller.quorum.voters", "1@127.0.0.1:9093")
                .containsEntry("listeners", "PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093")
                .containsEntry("log.dirs", "/data/kafka")
                .containsEntry("default.replication.factor", "1")
                .containsEntry("min.insync.replicas", "1")
                .containsEntry("controlled.shutdown.enable", "false");
    }

    @Test
    void requiresAllReplicasButOneForWrites() throws Exception {
        List<BrokerProperties.Node> nodes = List.of(
                new BrokerProperties.Node(1, 101, 201),
                new BrokerProperties.Node(2, 102, 202),
                new BrokerProperties.Node(3, 103, 203));

        assertThat(properties(BrokerProperties.of(LOG, nodes.get(1), nodes)))
                .containsEntry("node.id", "2")
                .containsEntry("controller.quorum.voters", "1@127.0.0.1:201,2@127.0.0.1:202,3@127.0.0.1:203")
                .containsEntry("listeners", "PLAINTEXT://127.0.0.1:102,CONTROLLER://127.0.0.1:202")
                .containsEntry("default.replication.factor", "3")
                .containsEntry("offsets.topic.replication.factor", "3")
                .containsEntry("transaction.state.log.min.isr", "2")
                .containsEntry("min.insync.replicas", "2")
                .containsEntry("controlled.shutdown.enable", "true");
    }

    private static Properties properties(String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        return properties;
    }
}
