package dev.weir.clickhouse;

import dev.weir.configuration.ConfigurationException;
import dev.weir.configuration.Program;
import dev.weir.configuration.Settings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Brings Weir's database to the newest schema: waits for the server, applies what has not been applied, in order, then
 * sets how long each table keeps its rows.
 *
 * <p>ClickHouse has no transaction around DDL. Every statement of a migration therefore can be run twice; one that was
 * cut off is run again from its beginning, and two migrators at once do no harm.
 */
public final class Migrator {
    /** No DDL of ours takes long on a schema of ours; a merge that is in the way may. */
    private static final Duration STATEMENT_TIMEOUT = Duration.ofMinutes(2);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Migrator() {}

    public static void main(String[] arguments) {
        try {
            migrate(System.getenv(), System.out::println);
        } catch (ConfigurationException | MigrationException cannot) {
            System.err.println(cannot.getMessage());
            System.exit(1);
        }
    }

    /**
     * Migrates as the environment says.
     *
     * @param progress takes a line for each thing that was done
     * @return the version that the schema is at
     */
    public static int migrate(Map<String, String> environment, Consumer<String> progress) {
        record Configuration(ClickHouseEndpoint endpoint, Retention retention) {}
        Configuration configuration = Settings.read(
                Program.MIGRATOR,
                environment,
                settings -> new Configuration(ClickHouseEndpoint.from(settings), Retention.from(settings)));
        return migrate(configuration.endpoint(), configuration.retention(), PATIENCE, progress);
    }

    /**
     * @param patience how long to wait for the server to be reachable
     * @param progress takes a line for each thing that was done
     * @return the version that the schema is at
     * @throws MigrationException with a sentence for the operator
     */
    public static int migrate(
            ClickHouseEndpoint endpoint, Retention retention, Duration patience, Consumer<String> progress) {
        try (Connection connection = Connecting.within(patience, endpoint, STATEMENT_TIMEOUT)) {
            int version = applyPending(connection, progress);
            for (String change : RowLifetime.apply(connection, retention)) {
                progress.accept(change);
            }
            progress.accept("schema is at version " + version);
            return version;
        } catch (SQLException failed) {
            throw new MigrationException("ClickHouse at " + endpoint.url() + " failed: " + failed.getMessage(), failed);
        }
    }

    private static int applyPending(Connection connection, Consumer<String> progress) throws SQLException {
        SchemaHistory history = SchemaHistory.in(connection);
        for (Migration migration : history.pending(Migration.all())) {
            for (String sql : migration.statements()) {
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
