package dev.weir.local;

import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** The ports of the stack, all on loopback; 0 stands for any free one. */
public record Ports(int http, int management, int flinkUi, int kafka, int clickHouse, int flinkMetrics) {
    static final Ports ANY = new Ports(0, 0, 0, 0, 0, 0);

    static Ports from(Settings settings) {
        return new Ports(
                settings.port(Variable.HTTP_PORT),
                settings.port(Variable.MANAGEMENT_PORT),
                settings.port(Variable.FLINK_UI_PORT),
                settings.port(Variable.KAFKA_PORT),
                settings.port(Variable.CLICKHOUSE_PORT),
                settings.port(Variable.FLINK_METRICS_PORT));
    }

    /** With a free port in place of every 0. */
    Ports chosen() {
        FreePorts free = new FreePorts();
        return new Ports(
                chosen(http, free),
                chosen(management, free),
                chosen(flinkUi, free),
                chosen(kafka, free),
                chosen(clickHouse, free),
                chosen(flinkMetrics, free));
    }

    /** @throws StackException when something listens on one of them */
    void refuseTaken(boolean withClickHouse) {
        refuseTaken(http, Variable.HTTP_PORT);
        refuseTaken(management, Variable.MANAGEMENT_PORT);
        refuseTaken(flinkUi, Variable.FLINK_UI_PORT);
        refuseTaken(kafka, Variable.KAFKA_PORT);
        refuseTaken(flinkMetrics, Variable.FLINK_METRICS_PORT);
        if (withClickHouse) {
            refuseTaken(clickHouse, Variable.CLICKHOUSE_PORT);
        }
    }

    private static int chosen(int port, FreePorts free) {
        return port == 0 ? free.next() : port;
    }

    private static void refuseTaken(int port, Variable variable) {
        try (ServerSocket socket = new ServerSocket()) {
            // As the servers do; a port that only waits out its last connections is not taken.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
        } catch (IOException taken) {
            throw new StackException(
                    "Port " + port + " is taken; stop what listens there, or set " + variable.variableName()
                            + " to another port.",
                    taken);
        }
    }
}
