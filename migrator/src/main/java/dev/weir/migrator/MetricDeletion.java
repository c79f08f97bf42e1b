// SPDX-License-Identifier: Apache-2.0
package dev.weir.migrator;

import dev.weir.metric.MetricDefinitions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Deletes the rows of a metric that is no longer defined, those of all its versions. If it is interrupted, it can be run
 * again: the definitions themselves are deleted last.
 */
final class MetricDeletion {
    private static final List<String> TABLES = List.of(
            "metric_values_store",
            "metric_members_store",
            "metric_skipped_store",
            "metric_filled_days_store",
            "metric_replaced_store",
            "metric_definitions_store");

    private static final String SELECT_VERSIONS = """
            SELECT toString(definition), replaced_as_of = toDateTime64(0, 3, 'UTC') AS is_measured
            FROM weir.metric_definitions
            WHERE metric = ?""";

    /** The first 16 bits of a version are the epoch. */
    private static final String NOTE_DELETED = """
            INSERT INTO weir.metric_deleted_store (definition, day, epoch, events)
            SELECT definition, toDate(start) AS day, bitShiftRight(version, 48) AS epoch, sum(events)
            FROM weir.metric_values_store FINAL
            WHERE interval = 'day' AND definition IN (%s)
            GROUP BY definition, day, epoch""";

    /** Returns when the rows are gone. */
    private static final String DELETE =
            "ALTER TABLE weir.%s DELETE WHERE definition IN (%s) SETTINGS mutations_sync = 1";

    private record Version(String definition, boolean isMeasured) {}

    private MetricDeletion() {}

    /**
     * @param defined the metrics of the file
     * @return a line that says what was deleted
     * @throws MigrationException if the metric is defined, or the job still measures it, or never has
     */
    static String run(Connection connection, Layout layout, MetricDefinitions defined, String metric)
            throws SQLException {
        if (defined.named(metric).isPresent()) {
            throw refusal(
                    "The metric " + metric + " is in WEIR_METRICS_FILE. Remove it there, and restart the gateway, the"
                            + " job and the migrator; then delete it.");
        }
        List<Version> versions = versions(connection, metric);
        if (versions.isEmpty()) {
            throw refusal("The tables have no metric " + metric + ".");
        }
        if (versions.stream().anyMatch(Version::isMeasured)) {
            throw refusal("The job still measures the metric " + metric + ": restart it without the metric in"
                    + " WEIR_METRICS_FILE; then delete it.");
        }
        String ids = versions.stream().map(Version::definition).collect(Collectors.joining(", "));
        execute(connection, String.format(Locale.ROOT, NOTE_DELETED, ids));
        for (String table : TABLES) {
            for (String sql : layout.statements(String.format(Locale.ROOT, DELETE, table, ids))) {
                execute(connection, sql);
            }
        }
        return "deleted the rows of " + metric + "; versions of its definition: " + versions.size();
    }

    private static List<Version> versions(Connection connection, String metric) throws SQLException {
        List<Version> versions = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(SELECT_VERSIONS)) {
            select.setString(1, metric);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    versions.add(new Version(rows.getString(1), rows.getBoolean(2)));
                }
            }
        }
        return versions;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static MigrationException refusal(String reason) {
        return new MigrationException(reason, null);
    }
}
