// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ports of the stack, all on loopback. 0 means any free port. */
public record Ports(int http, int management, int grpc, int flinkUi, int kafka, int clickHouse, int flinkMetrics) {
    static final Ports ANY = new Ports(0, 0, 0, 0, 0, 0, 0);

    /** Reports invalid port numbers, and ports that two components share. */
    static Ports from(Settings settings) {
        Ports ports = new Ports(
                settings.port(Variable.HTTP_PORT),
                settings.port(Variable.MANAGEMENT_PORT),
                settings.port(Variable.GRPC_PORT),
                settings.port(Variable.FLINK_UI_PORT),
                settings.port(Variable.KAFKA_PORT),
                settings.port(Variable.CLICKHOUSE_PORT),
                settings.port(Variable.FLINK_METRICS_PORT));
        ports.refuseShared(settings);
        return ports;
    }

    /** True if any port is 0. */
    boolean leavesAChoice() {
        return byVariable(true).containsValue(0);
    }

    /** Replaces every 0 by a free port. */
    Ports chosen() {
        FreePorts free = new FreePorts(byVariable(true).values(), OutgoingPorts.ofThisMachine());
        return new Ports(
                chosen(http, free),
                chosen(management, free),
                chosen(grpc, free),
                chosen(flinkUi, free),
                chosen(kafka, free),
                chosen(clickHouse, free),
                chosen(flinkMetrics, free));
    }

    /** One error message for each port on which a server cannot listen. */
    List<String> problems(boolean withClickHouse) {
        return byVariable(withClickHouse).entrySet().stream()
                .flatMap(port -> problem(port.getValue(), port.getKey()).stream())
                .toList();
    }

    private void refuseShared(Settings settings) {
        Map<Integer, Variable> seen = new HashMap<>();
        byVariable(!settings.isSet(Variable.CLICKHOUSE_URL)).forEach((variable, port) -> {
            @Nullable Variable other = port == 0 ? null : seen.putIfAbsent(port, variable);
            if (other != null) {
                settings.refuse(
                        variable,
                        "is " + port + ", and so is " + other.variableName()
                                + "; each needs its own port, or 0 for any free one");
            }
        });
    }

    private Map<Variable, Integer> byVariable(boolean withClickHouse) {
        Map<Variable, Integer> ports = new EnumMap<>(Variable.class);
        ports.put(Variable.HTTP_PORT, http);
        ports.put(Variable.MANAGEMENT_PORT, management);
        ports.put(Variable.GRPC_PORT, grpc);
        ports.put(Variable.FLINK_UI_PORT, flinkUi);
        ports.put(Variable.KAFKA_PORT, kafka);
        ports.put(Variable.FLINK_METRICS_PORT, flinkMetrics);
        if (withClickHouse) {
            ports.put(Variable.CLICKHOUSE_PORT, clickHouse);
        }
        return ports;
    }

    private static int chosen(int port, FreePorts free) {
        return port == 0 ? free.next() : port;
    }

    private static Optional<String> problem(int port, Variable variable) {
        try (ServerSocket socket = new ServerSocket()) {
            // Servers set this option too. With it, a port whose last connections are in TIME_WAIT counts as free.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return Optional.empty();
        } catch (IOException refused) {
            String why = String.valueOf(refused.getMessage());
            return Optional.of("Port " + port
                    + (why.contains("in use")
                            ? " is in use; stop the program that listens there, or set "
                            : " cannot be used (" + why + "); set ")
                    + variable.variableName() + " to another port, or to 0 for any free one.");
        }
    }
}
