// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import dev.weir.configuration.Variable;
import dev.weir.local.kafka.Topics;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * The ports and URLs of one stack, and the environment variables that its programs get.
 *
 * @param ports with a free port in place of every 0
 * @param environment the {@code WEIR_} variables of the programs
 */
record Addresses(Ports ports, boolean withTls, Map<String, String> environment) {
    Addresses {
        environment = Map.copyOf(environment);
    }

    /** Chooses a free port wherever the configuration has 0. */
    static Addresses choose(StackConfiguration configuration, DataDirectory data) {
        return on(configuration.ports().chosen(), configuration, data);
    }

    private static Addresses on(Ports ports, StackConfiguration configuration, DataDirectory data) {
        return new Addresses(ports, configuration.tls().isPresent(), environment(configuration, data, ports));
    }

    /** The same ports with other variables. */
    Addresses with(StackConfiguration configuration, DataDirectory data) {
        return on(ports, configuration, data);
    }

    URI gateway() {
        return url(withTls ? "https" : "http", ports.http());
    }

    URI management() {
        return url(withTls ? "https" : "http", ports.management());
    }

    /** The host and port of gRPC, as its clients take it. */
    String grpc() {
        return "127.0.0.1:" + ports.grpc();
    }

    URI flink() {
        return url("http", ports.flinkUi());
    }

    URI flinkMetrics() {
        return url("http", ports.flinkMetrics());
    }

    URI clickHouse() {
        return URI.create(environment.getOrDefault(Variable.CLICKHOUSE_URL.variableName(), ""));
    }

    String kafka() {
        return "127.0.0.1:" + ports.kafka();
    }

    private static URI url(String scheme, int port) {
        return URI.create(scheme + "://127.0.0.1:" + port);
    }

    private static Map<String, String> environment(StackConfiguration configuration, DataDirectory data, Ports ports) {
        Map<String, String> environment = new HashMap<>(configuration.environment());
        environment.put(Variable.DATA_DIR.variableName(), data.root().toString());
        environment.put(Variable.HTTP_PORT.variableName(), Integer.toString(ports.http()));
        environment.put(Variable.MANAGEMENT_PORT.variableName(), Integer.toString(ports.management()));
        environment.put(Variable.GRPC_PORT.variableName(), Integer.toString(ports.grpc()));
        environment.put(Variable.KAFKA_BOOTSTRAP_SERVERS.variableName(), "127.0.0.1:" + ports.kafka());
        environment.put(Variable.KAFKA_TOPIC.variableName(), Topics.EVENTS);
        environment.put(Variable.KAFKA_DEAD_LETTER_TOPIC.variableName(), Topics.DEAD_LETTERS);
        environment.put(
                Variable.CHECKPOINT_DIR.variableName(),
                data.checkpoints(configuration
                                .environment()
                                .getOrDefault(Variable.JOB_EPOCH.variableName(), Variable.JOB_EPOCH.defaultText()))
                        .toUri()
                        .toString());
        if (configuration.ownClickHouse().isEmpty()) {
            environment.put(
                    Variable.CLICKHOUSE_URL.variableName(),
                    url("http", ports.clickHouse()).toString());
        }
        return environment;
    }
}
