// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query.clickhouse;

import dev.weir.gateway.query.Column;
import dev.weir.gateway.query.MetricsQuery;
import dev.weir.gateway.query.StoredRows;
import dev.weir.gateway.query.ZoneOffsets;
import dev.weir.metric.MetricDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Selects the values of a defined metric by interval and groups. */
final class SelectDefined {
    private static final String SQL = """
            SELECT %s
            FROM %s
            WHERE definition = ? AND (%s) AND %s
            %s
            HAVING count() > 0
            ORDER BY %s
            LIMIT ?""";

    private static final long DAY_SECONDS = 86_400;

    private final MetricsQuery.Defined query;
    private final MetricDefinition definition;
    private final long version;
    private final StoredRows stored;
    private final List<Column> columns = new ArrayList<>();
    private final List<String> expressions = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();
    private String order = "";

    private SelectDefined(MetricsQuery.Defined query, long version) {
        this.query = query;
        this.version = version;
        this.definition = query.definition();
        this.stored = query.rows();
    }

    /** @param version the id of a definition with the shape of the query's */
    static Select of(MetricsQuery.Defined query, long version) {
        return new SelectDefined(query, version).select();
    }

    private Select select() {
        addKeys();
        if (stored.table() == StoredRows.Table.MEMBERS) {
            // Rows that were inserted twice do not matter here.
            add(Column.COUNTED, "uniqExact(member) AS value");
            order = "value";
            return select("weir.metric_members_store", "quarter", "metric_members");
        }
        addValues();
        return select("weir.metric_values_store FINAL", "start", "metric_values");
    }

    private Select select(String table, String time, String source) {
        parameters.add(version);
        String pieces =
                stored.pieces().stream().map(piece -> condition(piece, time)).collect(Collectors.joining(" OR "));
        List<String> groups = new ArrayList<>();
        for (Map.Entry<Integer, List<String>> only : new TreeMap<>(query.only()).entrySet()) {
            groups.add(Select.isOneOf(group(only.getKey()), only.getValue()));
            parameters.addAll(only.getValue());
        }
        parameters.add(DayParameters.oneMore(query.limit()));
        List<String> ranks = query.order() == MetricsQuery.Order.VALUE
                ? Stream.concat(Stream.of(order + " DESC"), keys.stream()).toList()
                : keys;
        return new Select(
                List.copyOf(columns),
                List.of(source),
                String.format(
                        Locale.ROOT,
                        SQL,
                        String.join(", ", expressions),
                        table,
                        pieces,
                        groups.isEmpty() ? "1" : String.join(" AND ", groups),
                        keys.isEmpty() ? "" : "GROUP BY " + String.join(", ", keys),
                        ranks.isEmpty() ? "1" : String.join(", ", ranks)),
                parameters);
    }

    private void addKeys() {
        MetricsQuery.Interval interval = query.interval();
        if (interval != null) {
            String time = stored.table() == StoredRows.Table.MEMBERS ? "quarter" : "start";
            String utc = "toInt64(toUnixTimestamp(" + time + "))";
            String local = "(" + utc + " + " + offset(utc) + ")";
            boolean days = interval.seconds() == DAY_SECONDS;
            add(
                    days ? Column.START_DAY : Column.START,
                    days
                            ? "intDiv(" + local + ", 86400) AS begin"
                            : utc + " - " + local + " % " + interval.seconds() + " AS begin");
            keys.add("begin");
        }
        for (int index : query.by()) {
            add(query.group(index), group(index));
            keys.add(group(index));
        }
    }

    private void addValues() {
        order = "value";
        switch (definition.aggregate()) {
            case COUNT -> add(Column.COUNTED, "sum(events) AS value");
            // Each row of the answer is one stored row.
            case UNIQUE -> add(Column.COUNTED, "sum(uniques) AS value");
            case SUM -> add(Column.NUMBER, "sum(sum) AS value");
            case MIN -> add(Column.NUMBER, "min(min) AS value");
            case MAX -> add(Column.NUMBER, "max(max) AS value");
            case LAST -> add(Column.NUMBER, "argMax(last, (last_at, last_offset, last_partition)) AS value");
            case HISTOGRAM -> {
                add(Column.buckets(definition.buckets()), "arrayPopBack(arrayCumSum(sumForEach(buckets))) AS up_to");
                add(Column.COUNT, "sum(events) AS measured");
                add(Column.SUM, "sum(sum) AS total");
                add(Column.MIN, "min(min) AS smallest");
                add(Column.MAX, "max(max) AS largest");
                order = "measured";
            }
        }
    }

    private void add(Column column, String expression) {
        columns.add(column);
        expressions.add(expression);
    }

    private String condition(StoredRows.Piece piece, String time) {
        parameters.add(piece.begin());
        parameters.add(piece.end());
        String within = time + " >= toDateTime(toInt64(?)) AND " + time + " < toDateTime(toInt64(?))";
        return stored.table() == StoredRows.Table.MEMBERS
                ? within
                : "interval = '" + piece.length().wireName() + "' AND " + within;
    }

    /** The offset of the time zone at a time in UTC. */
    private String offset(String utc) {
        List<ZoneOffsets.Span> spans = stored.offsets().spans();
        if (spans.size() == 1) {
            return "(" + spans.get(0).seconds() + ")";
        }
        String last = String.valueOf(spans.get(spans.size() - 1).seconds());
        return spans.subList(0, spans.size() - 1).stream()
                .map(span -> utc + " < " + span.until() + ", " + span.seconds())
                .collect(Collectors.joining(", ", "multiIf(", ", " + last + ")"));
    }

    private static String group(int index) {
        return "group_" + (index + 1);
    }
}
