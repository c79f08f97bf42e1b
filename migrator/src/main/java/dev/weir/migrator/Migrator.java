// SPDX-License-Identifier: Apache-2.0
package dev.weir.migrator;

import dev.weir.configuration.ClickHouseEndpoint;
import dev.weir.configuration.ConfigurationException;
import dev.weir.configuration.Program;
import dev.weir.configuration.Retention;
import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;
import dev.weir.metric.MetricDefinitions;
import dev.weir.telemetry.LogLine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Migrates Weir's database to the newest schema. It waits for the server, applies the missing migrations in order, and
 * then sets how long each table keeps its rows.
 *
 * <p>ClickHouse has no transactions for DDL. Therefore every statement of a migration can be run twice. An interrupted
 * migration is run again from its beginning, and two migrators may run at once.
 */
public final class Migrator {
    /** Weir's DDL is fast, but it may have to wait for a merge. */
    private static final Duration STATEMENT_TIMEOUT = Duration.ofMinutes(2);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String DELETE_METRIC = "--delete-metric";
    private static final String PRINT = "--print";

    /** A deletion rewrites every part of a table that has such rows. */
    private static final Duration DELETION_TIMEOUT = Duration.ofHours(1);

    private static final Duration PATIENCE_OF_A_DELETION = Duration.ofSeconds(5);

    private Migrator() {}

    public static void main(String[] arguments) {
        try {
            if (arguments.length == 0) {
                migrate(System.getenv(), line -> System.out.println(formatted("INFO", line)));
            } else if (arguments.length == 2 && arguments[0].equals(DELETE_METRIC)) {
                System.out.println(deleteMetric(System.getenv(), arguments[1]));
            } else if (arguments.length == 1 && arguments[0].equals(PRINT)) {
                script(System.getenv()).forEach(sql -> System.out.println(sql + ";\n"));
            } else {
                System.err.println("The migrator has only the options " + DELETE_METRIC + " NAME and " + PRINT + ".");
                System.exit(2);
            }
        } catch (ConfigurationException | MigrationException cannot) {
            System.err.println(formatted("ERROR", String.valueOf(cannot.getMessage())));
            System.exit(1);
        } catch (RuntimeException unforeseen) {
            StringWriter trace = new StringWriter();
            unforeseen.printStackTrace(new PrintWriter(trace, true));
            System.err.println(formatted("ERROR", trace.toString()));
            System.exit(1);
        }
    }

    /** A line of a log for a collector, or a sentence for a person. */
    private static String formatted(String level, String message) {
        return "json".equals(System.getenv(Variable.LOG_FORMAT.variableName()))
                ? new LogLine(Instant.now(), level, Migrator.class.getName(), message).toJson()
                : message;
    }

    /**
     * Migrates with the configuration in the environment.
     *
     * @param progress receives a line for each step
     * @return the version of the schema
     */
    public static int migrate(Map<String, String> environment, Consumer<String> progress) {
        Configuration configuration = Configuration.of(environment);
        return migrate(
                configuration.endpoint(), configuration.retention(), configuration.metrics(), PATIENCE, progress);
    }

    /** The version of the schema after all migrations of this version of Weir. */
    public static int newestVersion() {
        return Migration.newestVersion();
    }

    private record Configuration(ClickHouseEndpoint endpoint, Retention retention, MetricDefinitions metrics) {
        static Configuration of(Map<String, String> environment) {
            return Settings.read(
                    Program.MIGRATOR,
                    environment,
                    settings -> new Configuration(
                            ClickHouseEndpoint.from(settings),
                            Retention.from(settings),
                            MetricDefinitions.from(settings)));
        }
    }

    /** The statements that create the whole schema in an empty server or cluster, with this environment. */
    public static List<String> script(Map<String, String> environment) {
        Configuration configuration = Configuration.of(environment);
        Layout layout = Layout.of(configuration.endpoint());
        List<String> script = new ArrayList<>(SchemaHistory.createStatements(layout));
        Migration.all().forEach(migration -> script.addAll(migration.statements(layout)));
        RowLifetime.of(configuration.retention()).stream()
                .filter(table -> table.expression().isPresent())
                .forEach(table -> script.addAll(layout.statements(table.alterStatement())));
        configuration
                .metrics()
                .all()
                .forEach(metric -> script.addAll(layout.statements(new MetricView(metric).createStatement())));
        return script;
    }

    /**
     * Deletes the rows of a metric that is no longer defined, with the configuration in the environment.
     *
     * @return a line that says what was deleted
     * @throws MigrationException with a sentence for the operator
     */
    public static String deleteMetric(Map<String, String> environment, String metric) {
        Configuration configuration = Configuration.of(environment);
        return deleteMetric(configuration.endpoint(), configuration.metrics(), metric);
    }

    /** @param defined the metrics of the file */
    public static String deleteMetric(ClickHouseEndpoint endpoint, MetricDefinitions defined, String metric) {
        try (Connection connection = Connecting.within(PATIENCE_OF_A_DELETION, endpoint, DELETION_TIMEOUT)) {
            return MetricDeletion.run(connection, Layout.of(endpoint), defined, metric);
        } catch (SQLException failed) {
            throw failed(endpoint, failed);
        }
    }

    /** Migrates without metrics that users define. */
    public static int migrate(
            ClickHouseEndpoint endpoint, Retention retention, Duration patience, Consumer<String> progress) {
        return migrate(endpoint, retention, MetricDefinitions.NONE, patience, progress);
    }

    /**
     * @param metrics each gets a view
     * @param patience how long to wait until the server can be reached
     * @param progress receives a line for each step
     * @return the version of the schema
     * @throws MigrationException with a sentence for the operator
     */
    public static int migrate(
            ClickHouseEndpoint endpoint,
            Retention retention,
            MetricDefinitions metrics,
            Duration patience,
            Consumer<String> progress) {
        try (Connection connection = Connecting.within(patience, endpoint, STATEMENT_TIMEOUT)) {
            Layout layout = Layout.of(endpoint);
            int version = applyPending(connection, layout, progress);
            for (String change : RowLifetime.apply(connection, layout, retention)) {
                progress.accept(change);
            }
            for (String change : MetricViews.apply(connection, layout, metrics)) {
                progress.accept(change);
            }
            progress.accept("schema is at version " + version);
            return version;
        } catch (SQLException failed) {
            throw failed(endpoint, failed);
        }
    }

    private static MigrationException failed(ClickHouseEndpoint endpoint, SQLException failed) {
        return new MigrationException("ClickHouse at " + endpoint.url() + " failed: " + failed.getMessage(), failed);
    }

    private static int applyPending(Connection connection, Layout layout, Consumer<String> progress)
            throws SQLException {
        SchemaHistory history = SchemaHistory.in(connection, layout);
        for (Migration migration : history.pending(Migration.all())) {
            for (String sql : migration.statements(layout)) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(sql);
                } catch (SQLException failed) {
                    throw new MigrationException(
                            "Migration " + migration.fileName() + " failed, and is tried again at the next start: "
                                    + failed.getMessage(),
                            failed);
                }
            }
            history.add(migration);
            progress.accept("applied migration " + migration.fileName());
        }
        return Migration.newestVersion();
    }
}
