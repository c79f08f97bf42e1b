// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Caches the daily sums of a table that is partitioned by month.
 *
 * <p>A month is read again only when the names or the file hashes of its parts have changed. A part never changes: an
 * insert, a merge or a deletion creates another one. The deletion of a metric is noted before its rows are deleted; a
 * month is read again then, too.
 */
final class SelectMonthlySums {
    private static final DateTimeFormatter PARTITION = DateTimeFormatter.ofPattern("yyyyMM", Locale.ROOT);

    private static final String PARTS = """
            SELECT
                partition,
                toString(sipHash128(
                    arraySort(groupArray((name, hash_of_all_files))), (SELECT count() FROM weir.metric_deleted_store)))
            FROM %s
            WHERE database = 'weir' AND table = ? AND active GROUP BY partition""";

    private static final String PARTS_OF_ONE_NODE = String.format(Locale.ROOT, PARTS, "system.parts");

    /** The parts of all shards. On each of them, the parts belong to the table that is distributed. */
    private static final String PARTS_OF_CLUSTER = String.format(Locale.ROOT, PARTS, "weir.stored_parts");

    /** @param epoch the highest of the rows of all months that were read */
    record Sums(SortedMap<Long, Long> byDay, int epoch) {}

    private record Month(String parts, Sums sums) {}

    private final String table;
    private final String sumsByDay;
    private final Map<YearMonth, Month> months = new HashMap<>();

    /**
     * @param table the table with the parts
     * @param sumsByDay a statement that selects days, since 1970-01-01, their sums and the highest epoch of their
     *     rows, from one date to another
     */
    SelectMonthlySums(String table, String sumsByDay) {
        this.table = table;
        this.sumsByDay = sumsByDay;
    }

    /** @param isCluster whether the table is distributed over a cluster */
    synchronized Sums of(Connection connection, boolean isCluster, ComparisonScope scope) throws SQLException {
        Map<YearMonth, String> parts = parts(connection, isCluster);
        months.keySet().retainAll(parts.keySet());
        TreeMap<Long, Long> byDay = new TreeMap<>();
        int epoch = 0;
        for (Map.Entry<YearMonth, String> entry : parts.entrySet()) {
            YearMonth month = entry.getKey();
            if (isWithin(scope, month)) {
                Month known = months.get(month);
                if (known == null || !known.parts().equals(entry.getValue())) {
                    // This may include rows of parts that are newer than the list of parts. The next call sees those
                    // parts and reads the month again.
                    known = new Month(entry.getValue(), read(connection, month));
                    months.put(month, known);
                }
                byDay.putAll(known.sums().byDay());
                epoch = Math.max(epoch, known.sums().epoch());
            }
        }
        return new Sums(byDay.subMap(scope.fromDay(), true, scope.toDay(), true), epoch);
    }

    private Map<YearMonth, String> parts(Connection connection, boolean isCluster) throws SQLException {
        Map<YearMonth, String> parts = new HashMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement(isCluster ? PARTS_OF_CLUSTER : PARTS_OF_ONE_NODE)) {
            statement.setString(1, isCluster ? table + "_local" : table);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    parts.put(YearMonth.parse(row.getString(1), PARTITION), row.getString(2));
                }
            }
        }
        return parts;
    }

    private Sums read(Connection connection, YearMonth month) throws SQLException {
        SortedMap<Long, Long> byDay = new TreeMap<>();
        int epoch = 0;
        try (PreparedStatement statement = connection.prepareStatement(sumsByDay)) {
            statement.setString(1, month.atDay(1).toString());
            statement.setString(2, month.atEndOfMonth().toString());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    byDay.put(row.getLong(1), row.getLong(2));
                    epoch = Math.max(epoch, row.getInt(3));
                }
            }
        }
        return new Sums(byDay, epoch);
    }

    private static boolean isWithin(ComparisonScope scope, YearMonth month) {
        return month.atEndOfMonth().toEpochDay() >= scope.fromDay()
                && month.atDay(1).toEpochDay() <= scope.toDay();
    }
}
