// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import dev.weir.configuration.Variable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The file {@code running} in the data directory. It exists while the stack is ready, and tells {@code ./ops} the
 * process and the addresses, one name and value per line.
 */
final class RunningFile {
    private static final String NAME = "running";

    private RunningFile() {}

    /** Writes the file, all at once. */
    static void write(Stack stack) {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("pid", Long.toString(ProcessHandle.current().pid()));
        lines.put("program", System.getProperty("weir.root", ""));
        lines.put("gateway", stack.gatewayUrl().toString());
        lines.put("management", stack.managementUrl().toString());
        lines.put("flink", stack.flinkUrl().toString());
        lines.put("clickhouse", stack.clickHouseUrl().toString());
        lines.put("kafka", stack.kafkaBootstrapServers());
        for (Variable variable : new Variable[] {Variable.JOB_EPOCH, Variable.JOB_PARALLELISM}) {
            lines.put(
                    variable.variableName(),
                    stack.environment().getOrDefault(variable.variableName(), variable.defaultText()));
        }
        stack.certificate().ifPresent(file -> lines.put("certificate", file.toString()));
        write(stack.dataDirectory(), lines);
    }

    static void write(Path dataDirectory, Map<String, String> lines) {
        Path temporary = dataDirectory.resolve(NAME + ".new");
        try {
            Files.writeString(
                    temporary,
                    lines.entrySet().stream()
                            .map(line -> line.getKey() + " " + line.getValue() + "\n")
                            .collect(Collectors.joining()));
            Files.move(temporary, dataDirectory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new StackException(temporary + " cannot be written: " + failure.getMessage(), failure);
        }
    }

    static void delete(Path dataDirectory) {
        try {
            Files.deleteIfExists(dataDirectory.resolve(NAME));
        } catch (IOException failure) {
            throw new StackException(
                    dataDirectory.resolve(NAME) + " cannot be deleted: " + failure.getMessage(), failure);
        }
    }
}
