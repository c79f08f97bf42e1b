// SPDX-License-Identifier: Apache-2.0
package dev.weir.local;

import dev.weir.configuration.ConfigurationException;
import dev.weir.configuration.Variable;
import dev.weir.local.flink.FlinkMain;
import dev.weir.migrator.MigrationException;
import dev.weir.migrator.Migrator;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Counts the log of a running stack again, with a higher epoch, into a ClickHouse of its own. So readers do not see
 * the numbers while they grow. The arguments are {@code <data directory> <Kafka's address> <epoch>}, and the variables are
 * those of {@code ./run}. Runs until SIGTERM.
 *
 * <p>The tables are in the folder {@code rebuild} of the data directory. The checkpoints are where the stack looks for
 * them when it continues with the new epoch.
 */
public final class RebuildJob {
    private RebuildJob() {}

    public static void main(String[] arguments) throws InterruptedException {
        Path main = Path.of(arguments[0]).toAbsolutePath().normalize();
        try {
            run(main, arguments[1], arguments[2]);
        } catch (StackException | ConfigurationException | MigrationException failure) {
            System.err.println(failure.getMessage());
            System.exit(1);
        }
    }

    private static void run(Path main, String kafka, String epoch) throws InterruptedException {
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables.keySet().removeIf(name -> !name.startsWith("WEIR_") || name.endsWith("_PORT"));
        variables.remove(Variable.CLICKHOUSE_URL.variableName());
        variables.put(Variable.JOB_EPOCH.variableName(), epoch);
        StackConfiguration configuration = StackConfiguration.onFreePorts(main.resolve("rebuild"), variables);
        DataDirectory data = DataDirectory.open(configuration.dataDirectory());
        Addresses chosen = Addresses.choose(configuration, data);
        Map<String, String> environment = new HashMap<>(chosen.environment());
        environment.put(Variable.KAFKA_BOOTSTRAP_SERVERS.variableName(), kafka);
        environment.put(
                Variable.CHECKPOINT_DIR.variableName(),
                main.resolve("checkpoints").resolve("epoch-" + epoch).toUri().toString());
        Addresses addresses = new Addresses(chosen.ports(), false, environment);
        Components components = new Components(() -> addresses, data, HttpClient.newHttpClient());
        Component clickHouse = components.clickHouse();
        Component flink = components.flink();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            RunningFile.delete(data.root());
                            Stream.of(flink, clickHouse).forEach(Component::retire);
                            data.close();
                        },
                        "stop"));
        clickHouse.start();
        Migrator.migrate(environment, line -> {});
        markStoresReady(data);
        flink.start();
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("pid", Long.toString(ProcessHandle.current().pid()));
        lines.put("flink", addresses.flink().toString());
        lines.put("clickhouse", addresses.clickHouse().toString());
        RunningFile.write(data.root(), lines);
        Thread.currentThread().join();
    }

    private static void markStoresReady(DataDirectory data) {
        Path mark = data.temporary().resolve(FlinkMain.STORES_ARE_READY);
        try {
            Files.write(mark, new byte[0]);
        } catch (IOException failure) {
            throw new StackException(mark + " cannot be written: " + failure.getMessage(), failure);
        }
    }
}
