// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

import dev.weir.gateway.clickhouse.ClickHousePool;
import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
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
            SELECT toInt64(day) AS key, sum(views), max(bitShiftRight(version, 48)) FROM weir.video_views_daily_store FINAL
            WHERE day BETWEEN toDate(?) AND toDate(?) GROUP BY key
            SETTINGS do_not_merge_across_partitions_select_final = 1""";

    private static final String VIEWS_30D = """
            SELECT toInt64(as_of) AS key, sum(views), max(bitShiftRight(version, 48)) FROM weir.video_views_30d_store FINAL
            WHERE as_of BETWEEN toDate(?) AND toDate(?) GROUP BY key
            SETTINGS do_not_merge_across_partitions_select_final = 1""";

    private static final String ACTIVE_USERS = """
            SELECT
                toInt64(day) AS key,
                bitAnd(dau, 0xFFFFFFFFFFFF), bitAnd(wau, 0xFFFFFFFFFFFF), bitAnd(mau, 0xFFFFFFFFFFFF),
                bitShiftRight(greatest(dau, wau, mau), 48)
            FROM weir.active_users_daily_store FINAL
            WHERE day BETWEEN toDate(?) AND toDate(?)
            SETTINGS do_not_merge_across_partitions_select_final = 1""";

    private static final String EVENTS_PER_MINUTE = """
            SELECT toInt64(toDate(minute)) AS key, sum(events), max(bitShiftRight(version, 48))
            FROM weir.events_per_minute_store FINAL
            WHERE toDate(minute) BETWEEN toDate(?) AND toDate(?) GROUP BY key
            SETTINGS do_not_merge_across_partitions_select_final = 1""";

    /** Ignores rows of earlier epochs: the definition may have been removed since, and is then not measured again. */
    private static final String METRIC_EVENTS = """
            SELECT
                toInt64(toDate(start)) AS key,
                sumIf(events, bitShiftRight(version, 48) = (SELECT max(epoch) FROM weir.ledger)),
                max(bitShiftRight(version, 48))
            FROM weir.metric_values_store FINAL
            WHERE interval = 'day' AND toDate(start) BETWEEN toDate(?) AND toDate(?)
                AND definition NOT IN (SELECT definition FROM weir.metric_deleted_store)
            GROUP BY key
            SETTINGS do_not_merge_across_partitions_select_final = 1""";

    /** What deleted rows of metrics had counted. */
    private static final String DELETED_METRIC_EVENTS = """
            SELECT toInt64(day) AS key, sum(events)
            FROM weir.metric_deleted_store FINAL
            WHERE epoch = (SELECT max(epoch) FROM weir.ledger) AND day BETWEEN toDate(?) AND toDate(?) GROUP BY key""";

    /** Raw events are the same in every epoch. */
    private static final String EVENTS = """
            SELECT toInt64(toDate(timestamp)) AS key, count(), 0 FROM weir.events
            WHERE toDate(timestamp) BETWEEN toDate(?) AND toDate(?) GROUP BY key""";

    /** Ignores dead letters of earlier epochs: a rebuild counts these records itself, or has not reached them yet. */
    private static final String DEAD_LETTERS = """
            SELECT toInt64(partition) AS key, count(), max(if(epoch = 65535, 0, epoch))
            FROM weir.dead_letters_store FINAL
            WHERE topic = ? AND epoch >= (SELECT max(epoch) FROM weir.ledger) GROUP BY key""";

    private final SelectMonthlySums views = new SelectMonthlySums("video_views_daily_store", VIEWS);
    private final SelectMonthlySums views30d = new SelectMonthlySums("video_views_30d_store", VIEWS_30D);
    private final SelectMonthlySums metricEvents = new SelectMonthlySums("metric_values_store", METRIC_EVENTS);
    private final SelectMonthlySums events = new SelectMonthlySums("events_store", EVENTS);
    private final String topic;

    /** @param topic the topic of events, as stored in dead letters */
    SelectSums(String topic) {
        this.topic = topic;
    }

    StoredSums from(ClickHousePool pool, ComparisonScope scope) throws ClickHouseUnavailableException {
        return pool.call(connection -> from(connection, pool.isCluster(), scope));
    }

    private StoredSums from(Connection connection, boolean isCluster, ComparisonScope scope) throws SQLException {
        List<String> days = List.of(
                LocalDate.ofEpochDay(scope.fromDay()).toString(),
                LocalDate.ofEpochDay(scope.toDay()).toString());
        Reading reading = new Reading(connection, isCluster, scope);
        reading.read(views, LedgerColumn.VIEWS);
        reading.read(views30d, LedgerColumn.VIEWS_30D);
        reading.read(ACTIVE_USERS, days, LedgerColumn.DAU, LedgerColumn.WAU, LedgerColumn.MAU);
        reading.read(EVENTS_PER_MINUTE, days, LedgerColumn.EVENTS_PER_MINUTE);
        reading.read(metricEvents, LedgerColumn.METRIC_EVENTS);
        reading.add(DELETED_METRIC_EVENTS, days, LedgerColumn.METRIC_EVENTS);
        reading.read(events, LedgerColumn.EVENTS);
        reading.read(DEAD_LETTERS, List.of(topic), LedgerColumn.DEAD_LETTERS);
        return new StoredSums(reading.sums, reading.epoch);
    }

    /** Reads the columns of the scope, one table after the other. */
    private static final class Reading {
        private final Connection connection;
        private final boolean isCluster;
        private final ComparisonScope scope;
        private final Map<LedgerColumn, SortedMap<Long, Long>> sums = new EnumMap<>(LedgerColumn.class);
        private int epoch;

        Reading(Connection connection, boolean isCluster, ComparisonScope scope) {
            this.connection = connection;
            this.isCluster = isCluster;
            this.scope = scope;
        }

        void read(SelectMonthlySums table, LedgerColumn column) throws SQLException {
            if (scope.columns().contains(column)) {
                SelectMonthlySums.Sums read = table.of(connection, isCluster, scope);
                sums.put(column, read.byDay());
                epoch = Math.max(epoch, read.epoch());
            }
        }

        /** Adds to a column that was read before, if the scope contains it. */
        void add(String sql, List<String> parameters, LedgerColumn column) throws SQLException {
            SortedMap<Long, Long> before = sums.get(column);
            if (before == null) {
                return;
            }
            SortedMap<Long, Long> all = new TreeMap<>(before);
            try (PreparedStatement statement = statement(sql, parameters);
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    all.merge(row.getLong(1), row.getLong(2), Long::sum);
                }
            }
            sums.put(column, all);
        }

        private PreparedStatement statement(String sql, List<String> parameters) throws SQLException {
            PreparedStatement statement = connection.prepareStatement(sql);
            for (int i = 0; i < parameters.size(); i++) {
                statement.setString(i + 1, parameters.get(i));
            }
            return statement;
        }

        /** Reads the columns of one table together, if the scope contains the first of them. */
        void read(String sql, List<String> parameters, LedgerColumn... columns) throws SQLException {
            if (!scope.columns().contains(columns[0])) {
                return;
            }
            List<SortedMap<Long, Long>> byKey = new ArrayList<>();
            for (LedgerColumn column : columns) {
                SortedMap<Long, Long> empty = new TreeMap<>();
                byKey.add(empty);
                sums.put(column, empty);
            }
            try (PreparedStatement statement = statement(sql, parameters);
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    for (int i = 0; i < columns.length; i++) {
                        byKey.get(i).put(row.getLong(1), row.getLong(i + 2));
                    }
                    epoch = Math.max(epoch, row.getInt(columns.length + 2));
                }
            }
        }
    }
}
