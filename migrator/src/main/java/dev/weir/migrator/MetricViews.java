// SPDX-License-Identifier: Apache-2.0
package dev.weir.migrator;

import dev.weir.metric.MetricDefinition;
import dev.weir.metric.MetricDefinitions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps a view for each metric that users define. The views of metrics that are no longer defined are dropped; their
 * rows stay in the tables.
 */
final class MetricViews {
    private static final String SELECT =
            "SELECT name, comment FROM system.tables WHERE database = 'weir' AND startsWith(name, 'metric_')";

    private MetricViews() {}

    /**
     * Creates, replaces and drops views.
     *
     * @return a line for each view that is new, gone or another one
     */
    static List<String> apply(Connection connection, Layout layout, MetricDefinitions definitions) throws SQLException {
        Map<String, String> comments = commentsOfTables(connection);
        refuseForeignTables(comments, definitions);
        List<String> changes = new ArrayList<>();
        for (MetricDefinition definition : definitions.all()) {
            MetricView view = new MetricView(definition);
            String before = comments.remove(view.name());
            // Also if the comment is the same, because a later version of Weir may define the view in another way.
            execute(connection, layout.statements(view.createStatement()));
            if (!view.comment().equals(before)) {
                changes.add((before == null ? "created" : "replaced") + " the view " + view.name());
            }
        }
        for (Map.Entry<String, String> table : comments.entrySet()) {
            if (MetricView.isMade(table.getValue())) {
                execute(connection, layout.statements("DROP VIEW IF EXISTS weir." + table.getKey()));
                changes.add("dropped the view " + table.getKey() + "; its rows are kept");
            }
        }
        return changes;
    }

    /** The user may have a table with the name of a view, which {@code CREATE OR REPLACE} would drop. */
    private static void refuseForeignTables(Map<String, String> comments, MetricDefinitions definitions) {
        List<String> foreign = definitions.all().stream()
                .map(definition -> new MetricView(definition).name())
                .filter(name -> comments.containsKey(name) && !MetricView.isMade(comments.getOrDefault(name, "")))
                .map(name -> "weir." + name + " exists, and Weir did not make it: rename it, or the metric.")
                .toList();
        if (!foreign.isEmpty()) {
            throw new MigrationException(String.join("\n", foreign), null);
        }
    }

    private static Map<String, String> commentsOfTables(Connection connection) throws SQLException {
        Map<String, String> comments = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(SELECT)) {
            while (rows.next()) {
                comments.put(rows.getString(1), rows.getString(2));
            }
        }
        return comments;
    }

    private static void execute(Connection connection, List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
