// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import dev.weir.configuration.Variable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the ClickHouse server in its own process. The arguments are {@code <libchdb.so> <data directory> <port>}. User
 * and password come from the same environment variables that Weir's programs read.
 */
public final class ClickHouseMain {
    private ClickHouseMain() {}

    public static void main(String[] arguments) {
        if (arguments.length != 3) {
            System.err.println("Expected: <libchdb.so> <data directory> <port>");
            System.exit(2);
        }
        try {
            Path data = Files.createDirectories(Path.of(arguments[1]).toAbsolutePath());
            List<Path> read = new ArrayList<>(Confinement.ofThisProgram());
            read.add(Path.of(arguments[0]).toAbsolutePath().getParent());
            Confinement.begin(List.of(data, Path.of(System.getProperty("java.io.tmpdir"))), read);
            ClickHouseServer server = ClickHouseServer.start(
                    Path.of(arguments[0]),
                    Path.of(arguments[1]),
                    Integer.parseInt(arguments[2]),
                    variable(Variable.CLICKHOUSE_USER),
                    variable(Variable.CLICKHOUSE_PASSWORD));
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shutdown"));
        } catch (IOException | IllegalStateException | IllegalArgumentException failure) {
            System.err.println(failure.getMessage());
            System.exit(1);
        }
    }

    private static String variable(Variable variable) {
        return System.getenv().getOrDefault(variable.variableName(), variable.defaultText());
    }
}
