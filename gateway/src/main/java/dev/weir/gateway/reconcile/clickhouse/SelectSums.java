package dev.weir.gateway.reconcile.clickhouse;

import dev.weir.gateway.reconcile.Column;
import dev.weir.gateway.reconcile.Scope;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Selects the sums of the columns of each table. */
final class SelectSums {
    private static final String VIEWS = """
            SELECT toInt64(day) AS key, sum(views) FROM weir.video_views_daily
            WHERE day BETWEEN toDate(?) AND toDate(?) GROUP BY key""";

    private static final String VIEWS_30D = """
            SELECT toInt64(as_of) AS key, sum(views) FROM weir.video_views_30d
            WHERE as_of BETWEEN toDate(?) AND toDate(?) GROUP BY key""";

    private static final String ACTIVE_USERS = """
            SELECT toInt64(day) AS key, dau, wau, mau FROM weir.active_users_daily
            WHERE day BETWEEN toDate(?) AND toDate(?)""";

    private static final String EVENTS_PER_MINUTE = """
            SELECT toInt64(toDate(minute)) AS key, sum(events) FROM weir.events_per_minute
            WHERE toDate(minute) BETWEEN toDate(?) AND toDate(?) GROUP BY key""";

    private static final String EVENTS = """
            SELECT toInt64(toDate(timestamp)) AS key, count() FROM weir.events
            WHERE toDate(timestamp) BETWEEN toDate(?) AND toDate(?) GROUP BY key""";

    /** Ignores dead letters of earlier epochs: a rebuild counts these records itself, or has not reached them yet. */
    private static final String DEAD_LETTERS = """
            SELECT toInt64(partition) AS key, count() FROM weir.dead_letters_store FINAL
            WHERE topic = ? AND epoch >= (SELECT max(epoch) FROM weir.ledger) GROUP BY key""";

    private final MonthlySums views = new MonthlySums("video_views_daily_store", VIEWS);
    private final MonthlySums views30d = new MonthlySums("video_views_30d_store", VIEWS_30D);
    private final MonthlySums events = new MonthlySums("events_store", EVENTS);
    private final String topic;

    /** @param topic the topic of events, as stored in dead letters */
    SelectSums(String topic) {
        this.topic = topic;
    }

    Map<Column, SortedMap<Long, Long>> of(Connection connection, Scope scope) throws SQLException {
        List<String> days = List.of(
                LocalDate.ofEpochDay(scope.fromDay()).toString(),
                LocalDate.ofEpochDay(scope.toDay()).toString());
        Map<Column, SortedMap<Long, Long>> sums = new EnumMap<>(Column.class);
        read(connection, scope, sums, views, Column.VIEWS);
        read(connection, scope, sums, views30d, Column.VIEWS_30D);
        read(connection, scope, sums, ACTIVE_USERS, days, Column.DAU, Column.WAU, Column.MAU);
        read(connection, scope, sums, EVENTS_PER_MINUTE, days, Column.EVENTS_PER_MINUTE);
        read(connection, scope, sums, events, Column.EVENTS);
        read(connection, scope, sums, DEAD_LETTERS, List.of(topic), Column.DEAD_LETTERS);
        return sums;
    }

    private static void read(
            Connection connection,
            Scope scope,
            Map<Column, SortedMap<Long, Long>> sums,
            MonthlySums table,
            Column column)
            throws SQLException {
        if (scope.columns().contains(column)) {
            sums.put(column, table.of(connection, scope));
        }
    }

    /**
     * Reads all columns of one table, if the scope contains the first: the columns of a table are always selected
     * together.
     */
    private static void read(
            Connection connection,
            Scope scope,
            Map<Column, SortedMap<Long, Long>> sums,
            String sql,
            List<String> parameters,
            Column... columns)
            throws SQLException {
        if (!scope.columns().contains(columns[0])) {
            return;
        }
        List<SortedMap<Long, Long>> byKey = new ArrayList<>();
        for (Column column : columns) {
            SortedMap<Long, Long> empty = new TreeMap<>();
            byKey.add(empty);
            sums.put(column, empty);
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setString(i + 1, parameters.get(i));
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    for (int i = 0; i < columns.length; i++) {
                        byKey.get(i).put(row.getLong(1), row.getLong(i + 2));
                    }
                }
            }
        }
    }
}
