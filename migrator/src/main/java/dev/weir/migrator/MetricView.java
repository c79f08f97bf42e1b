// SPDX-License-Identifier: Apache-2.0
package dev.weir.migrator;

import dev.weir.metric.Aggregate;
import dev.weir.metric.Condition;
import dev.weir.metric.FieldPath;
import dev.weir.metric.MetricDefinition;
import dev.weir.metric.MetricValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The view of a metric that users define, for analysts. */
final class MetricView {
    private static final String MADE = "Defined in WEIR_METRICS_FILE: ";
    private static final String NUMBER = "Decimal(76, 20)";
    private static final String COUNT = "UInt64";

    /** Long lists of types and values are cut in the comment. */
    private static final int MAX_EVENTS_LENGTH = 500;

    private final MetricDefinition definition;

    MetricView(MetricDefinition definition) {
        this.definition = definition;
    }

    /** Whether a table with this comment is a view that Weir has made for a metric. */
    static boolean isMade(String comment) {
        return comment.startsWith(MADE);
    }

    String name() {
        return "metric_" + definition.name();
    }

    String createStatement() {
        List<Column> columns = columns();
        String declared = columns.stream()
                .map(column -> "    `" + column.name() + "` " + column.type() + " COMMENT " + literal(column.comment()))
                .collect(Collectors.joining(",\n"));
        // With the name of the table, because a column of the view may have the name of another column of the table.
        String selected = columns.stream()
                .map(column -> "stored." + column.source() + " AS `" + column.name() + "`")
                .collect(Collectors.joining(", "));
        return "CREATE OR REPLACE VIEW weir." + name() + "\n(\n" + declared + "\n)\nAS SELECT " + selected
                + "\nFROM weir.metric_values_store AS stored FINAL\nWHERE stored.definition = " + versionToRead()
                + "\nSETTINGS do_not_merge_across_partitions_select_final = 1\nCOMMENT " + literal(comment());
    }

    /**
     * The id of this definition if it is whole. Otherwise that of the latest whole version with the same columns, or of
     * this definition if there is none. The server computes it before it reads rows.
     */
    private String versionToRead() {
        return "(\n    SELECT coalesce(nullIf(argMaxIf(definition, (definition = " + definition.id()
                + ", declared_at), whole), 0), " + definition.id() + ")\n    FROM weir.metric_definitions\n"
                + "    WHERE metric = " + literal(definition.name()) + " AND shape = " + literal(definition.shape())
                + "\n)";
    }

    /** The comment of the view. It differs for definitions that differ. */
    String comment() {
        String description = definition.description().strip();
        StringBuilder comment = new StringBuilder(MADE)
                .append(description)
                .append(description.isEmpty() ? "" : description.endsWith(".") ? " " : ". ")
                .append(capitalized(measured()))
                .append(definition.by().isEmpty() ? "" : " by " + joined(definition.by()))
                .append(", from ")
                .append(events())
                .append(
                        ": exact, deduplicated, corrected by late events. Filter by interval. An interval without events")
                .append(" has no row.");
        if (definition.aggregate() == Aggregate.UNIQUE) {
            comment.append(" Do not add up rows: the same ")
                    .append(definition.of())
                    .append(" counts in each.");
        }
        if (!definition.by().isEmpty()) {
            comment.append(" Groups beyond the limit of a day are counted together as __other__.");
        }
        return comment.append(" Id of the definition: ").append(definition.id()).toString();
    }

    private String measured() {
        return switch (definition.aggregate()) {
            case COUNT -> "number of events";
            case SUM -> "sum of " + definition.of();
            case MIN -> "smallest " + definition.of();
            case MAX -> "largest " + definition.of();
            case LAST -> "last " + definition.of();
            case UNIQUE -> "number of distinct " + definition.of();
            case HISTOGRAM -> "distribution of " + definition.of();
        };
    }

    private String events() {
        List<String> types = definition.types().patterns();
        String events = types.isEmpty() ? "events of every type" : "events of the type " + String.join(" or ", types);
        if (!definition.where().isEmpty()) {
            events += definition.where().stream()
                    .map(MetricView::condition)
                    .collect(Collectors.joining(" and ", " where ", ""));
        }
        int length = events.codePointCount(0, events.length());
        return length <= MAX_EVENTS_LENGTH
                ? events
                : events.substring(0, events.offsetByCodePoints(0, MAX_EVENTS_LENGTH)) + "…";
    }

    private static String condition(Condition condition) {
        List<String> allowed = new ArrayList<>(condition.texts());
        if (condition.orAbsent()) {
            allowed.add("absent");
        }
        return condition.field() + " is " + String.join(" or ", allowed);
    }

    private List<Column> columns() {
        List<Column> values = values();
        List<String> taken = new ArrayList<>(List.of("interval", "start"));
        values.forEach(column -> taken.add(column.name()));
        List<String> groups = GroupColumns.names(definition.by(), taken);
        List<Column> columns = new ArrayList<>(List.of(
                new Column(
                        "interval",
                        "Enum8('minute' = 1, 'hour' = 2, 'day' = 3)",
                        "interval",
                        "Length of the interval. Filter by one of them, because each event is in all three"),
                new Column(
                        "start",
                        "DateTime('UTC')",
                        "start",
                        "Begin of the interval in UTC, by the timestamp of the event")));
        for (int i = 0; i < groups.size(); i++) {
            columns.add(new Column(
                    groups.get(i),
                    "String",
                    "group_" + (i + 1),
                    definition.by().get(i) + " of the event; empty where it has none"));
        }
        columns.addAll(values);
        return columns;
    }

    private List<Column> values() {
        Column events = new Column("events", COUNT, "events", "Events measured, each counted once; an exact count");
        String what = capitalized(measured()) + "; exact";
        return switch (definition.aggregate()) {
            case COUNT -> List.of(new Column("value", COUNT, "events", "Number of events, each counted once; exact"));
            case UNIQUE -> List.of(new Column("value", COUNT, "uniques", what));
            case SUM -> List.of(new Column("value", NUMBER, "sum", what), events);
            case MIN -> List.of(new Column("value", NUMBER, "min", what), events);
            case MAX -> List.of(new Column("value", NUMBER, "max", what), events);
            case LAST -> List.of(new Column("value", NUMBER, "last", what + ", by the timestamp of the event"), events);
            case HISTOGRAM ->
                List.of(
                        new Column("buckets", "Array(UInt64)", "buckets", bounds()),
                        events,
                        new Column("sum", NUMBER, "sum", "Sum of " + definition.of() + "; exact"));
        };
    }

    private String bounds() {
        List<BigDecimal> bounds = definition.buckets();
        return bounds.stream()
                .map(MetricValue::textOf)
                .collect(Collectors.joining(
                        ", ",
                        "Events by bucket of " + definition.of() + ", each event in one. Upper bounds, inclusive: ",
                        "; the last bucket has no bound"));
    }

    private static String joined(List<FieldPath> paths) {
        return paths.stream().map(FieldPath::toString).collect(Collectors.joining(", "));
    }

    private static String capitalized(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** @param source the column of the table */
    private record Column(String name, String type, String source, String comment) {}
}
