// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/**
 * Runs a KRaft broker and controller in one process. The arguments are
 * {@code <properties file> <log directory> [<cluster id>]}. A new log directory is formatted. Without a cluster id, a
 * random one is used, which only suits a cluster of one node.
 */
public final class KafkaMain {
    private KafkaMain() {}

    public static void main(String[] arguments) throws IOException {
        String properties = arguments[0];
        Path logDirectory = Path.of(arguments[1]);
        String clusterId =
                arguments.length > 2 ? arguments[2] : Uuid.randomUuid().toString();
        if (!Files.exists(logDirectory.resolve("meta.properties"))) {
            int status = StorageTool.execute(
                    new String[] {"format", "--cluster-id", clusterId, "--config", properties}, System.out);
            if (status != 0) {
                System.err.println("Cannot format " + logDirectory);
                System.exit(status);
            }
        }
        Kafka.main(new String[] {properties});
    }
}
