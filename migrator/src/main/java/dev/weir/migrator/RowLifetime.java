// SPDX-License-Identifier: Apache-2.0
package dev.weir.migrator;

import dev.weir.configuration.Retention;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the TTL of each stored table equal to the configured retention. ClickHouse drops expired rows when it merges
 * parts, some time after they expire.
 */
final class RowLifetime {
    private RowLifetime() {}

    /**
     * Changes the TTLs that differ.
     *
     * @return a line for each change
     */
    static List<String> apply(Connection connection, Layout layout, Retention retention) throws SQLException {
        List<String> changes = new ArrayList<>();
        for (TableTtl wanted : of(retention)) {
            Optional<String> current = current(connection, layout.tableWithRows(wanted.table()));
            if (current.equals(wanted.expression())) {
                continue;
            }
            try (Statement statement = connection.createStatement()) {
                for (String sql : layout.statements(wanted.alterStatement())) {
                    statement.execute(sql);
                }
            }
            changes.add("set the retention of " + wanted.table() + ": "
                    + wanted.expression().orElse("forever"));
        }
        return changes;
    }

    static List<TableTtl> of(Retention retention) {
        Optional<Duration> metrics = retention.metrics();
        return List.of(
                new TableTtl("video_views_daily_store", metrics.map(kept -> "day + " + days(kept))),
                new TableTtl("video_views_30d_store", metrics.map(kept -> "as_of + " + days(kept))),
                new TableTtl("active_users_daily_store", metrics.map(kept -> "day + " + days(kept))),
                // The 30-day totals that end with a kept day are computed from this table.
                new TableTtl(
                        "events_per_minute_store",
                        metrics.map(kept -> "toDate(minute) + " + days(kept.plus(Retention.LONGEST_WINDOW)))),
                new TableTtl("metric_values_store", metrics.map(kept -> "toDate(start) + " + days(kept))),
                new TableTtl("metric_members_store", metrics.map(kept -> "toDate(quarter) + " + days(kept))),
                new TableTtl("metric_skipped_store", metrics.map(kept -> "day + " + days(kept))),
                new TableTtl("metric_deleted_store", metrics.map(kept -> "day + " + days(kept))),
                new TableTtl(
                        "events_store", retention.events().map(kept -> "toDateTime(received_at) + " + seconds(kept))),
                new TableTtl(
                        "dead_letters_store",
                        retention.deadLetters().map(kept -> "toDateTime(failed_at) + " + seconds(kept))),
                // The retention of an action begins at the action, which comes after the failure. So no dead letter
                // outlives its actions.
                new TableTtl(
                        "dead_letter_actions_store",
                        retention.deadLetters().map(kept -> "toDateTime(at) + " + seconds(kept))));
    }

    /**
     * The TTL expression in {@code engine_full}, where the server writes it between the sorting key and the settings.
     */
    static Optional<String> ttlIn(String engine) {
        int begin = engine.indexOf(" TTL ");
        int end = engine.indexOf(" SETTINGS ");
        return begin < 0 ? Optional.empty() : Optional.of(engine.substring(begin + 5, end < 0 ? engine.length() : end));
    }

    private static Optional<String> current(Connection connection, String table) throws SQLException {
        String select = "SELECT engine_full FROM system.tables WHERE database = 'weir' AND name = ?";
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new MigrationException(
                            "Table weir." + table + " is missing although its migration was applied.", null);
                }
                return ttlIn(rows.getString(1));
            }
        }
    }

    /** Rounds up, because a day is kept as a whole. */
    private static String days(Duration kept) {
        return "toIntervalDay(" + (kept.toSeconds() + 86_399) / 86_400 + ")";
    }

    private static String seconds(Duration kept) {
        return "toIntervalSecond(" + Math.max(1, kept.toSeconds()) + ")";
    }

    /** @param expression empty if rows are kept forever */
    record TableTtl(String table, Optional<String> expression) {
        String alterStatement() {
            return "ALTER TABLE weir." + table + " "
                    + expression.map(ttl -> "MODIFY TTL " + ttl).orElse("REMOVE TTL");
        }
    }
}
