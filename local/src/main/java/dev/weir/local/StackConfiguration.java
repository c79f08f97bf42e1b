// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import dev.weir.configuration.ClickHouseEndpoint;
import dev.weir.configuration.Program;
import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;
import dev.weir.http.tls.TlsConfiguration;
import dev.weir.metric.MetricDefinitions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The configuration of the stack.
 *
 * @param ports as configured; {@link Stack} replaces every 0 by a free port
 * @param tls of the gateway; empty without TLS
 * @param ownClickHouse a server of the user, which the stack uses instead of starting one
 * @param environment the {@code WEIR_} variables for the programs of the stack
 */
public record StackConfiguration(
        Path dataDirectory,
        Ports ports,
        Optional<TlsConfiguration> tls,
        Optional<ClickHouseEndpoint> ownClickHouse,
        Map<String, String> environment) {

    public StackConfiguration {
        environment = Map.copyOf(environment);
    }

    /** @throws dev.weir.configuration.ConfigurationException with all problems */
    public static StackConfiguration read(Map<String, String> environment) {
        Map<String, String> own = environment.entrySet().stream()
                .filter(variable -> variable.getKey().startsWith("WEIR_"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return Settings.read(Program.RUN, own, settings -> {
            // Only to report mistakes before anything is started.
            MetricDefinitions.from(settings);
            return new StackConfiguration(
                    Path.of(settings.text(Variable.DATA_DIR)).toAbsolutePath().normalize(),
                    Ports.from(settings),
                    TlsConfiguration.from(settings),
                    settings.isSet(Variable.CLICKHOUSE_URL)
                            ? Optional.of(ClickHouseEndpoint.from(settings))
                            : Optional.empty(),
                    own);
        });
    }

    /** The environment of a migrator for the ClickHouse of a stack that runs already. */
    Map<String, String> ofMigrator() {
        Map<String, String> all = new HashMap<>(environment);
        all.putIfAbsent(Variable.CLICKHOUSE_URL.variableName(), "http://127.0.0.1:" + ports.clickHouse());
        return all;
    }

    /** This configuration with some variables replaced. */
    StackConfiguration with(Map<String, String> changes) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(changes);
        return read(all);
    }

    /**
     * The configuration of a stack for tests. It uses free ports, which stay the same over restarts once the stack has
     * been ready.
     *
     * @param overrides {@code WEIR_} variables by name
     */
    public static StackConfiguration onFreePorts(Path dataDirectory, Map<String, String> overrides) {
        Map<String, String> environment = new HashMap<>(overrides);
        environment.put(Variable.DATA_DIR.variableName(), dataDirectory.toString());
        for (Variable port : new Variable[] {
            Variable.HTTP_PORT,
            Variable.MANAGEMENT_PORT,
            Variable.GRPC_PORT,
            Variable.FLINK_UI_PORT,
            Variable.FLINK_METRICS_PORT,
            Variable.KAFKA_PORT,
            Variable.CLICKHOUSE_PORT
        }) {
            environment.putIfAbsent(port.variableName(), "0");
        }
        return read(environment);
    }
}
