// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import dev.weir.configuration.Program;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A container of the deployment files.
 *
 * @param arguments the arguments of its image
 * @param environment its variables, with every default filled in
 */
record Container(String name, List<String> arguments, Map<String, String> environment) {
    private static final Map<String, Program> PROGRAMS = Map.of(
            "dev.weir.gateway.Gateway", Program.GATEWAY,
            "dev.weir.migrator.Migrator", Program.MIGRATOR,
            "start-job", Program.JOB);

    /** The Weir program that runs in the container. Empty for Kafka, ClickHouse and Flink's workers. */
    Optional<Program> program() {
        return arguments.stream()
                .filter(PROGRAMS::containsKey)
                .map(PROGRAMS::get)
                .findFirst();
    }

    Map<String, String> weirVariables() {
        Map<String, String> variables = new TreeMap<>(environment);
        variables.keySet().removeIf(name -> !name.startsWith("WEIR_"));
        return variables;
    }
}
