// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.http.BadParameterException;
import dev.weir.http.Parameters;
import dev.weir.metric.Aggregate;
import dev.weir.metric.MetricDefinition;
import dev.weir.metric.MetricValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Parses the parameters of a defined metric. */
final class DefinedQueryParser {
    private final Parameters parameters;
    private final DefinedMetric metric;
    private final MetricDefinition definition;
    private final Instant now;

    DefinedQueryParser(Parameters parameters, DefinedMetric metric, Instant now) {
        this.parameters = parameters;
        this.metric = metric;
        this.definition = metric.definition();
        this.now = now;
    }

    MetricsQuery.Defined query(int limit) throws BadParameterException {
        MetricsQuery.@Nullable Interval interval = interval();
        boolean isOfMembers = definition.aggregate() == Aggregate.UNIQUE && interval == null;
        TimeRange range = new TimeRangeParser(parameters, now).range(interval, isOfMembers);
        MetricsQuery.Defined query =
                new MetricsQuery.Defined(definition, interval, range, by(), only(), order(), isOfCurrent(), limit);
        StoredRows rows = StoredRows.of(query)
                .orElseThrow(() -> Parameters.invalid(
                        "tz",
                        "has an offset from UTC in this range that is no multiple of "
                                + (definition.aggregate() == Aggregate.UNIQUE ? "15 minutes" : "a minute")));
        if (rows.exceededDays().isPresent()) {
            throw Parameters.invalid("from", tooLong(rows, rows.exceededDays().get()));
        }
        return query;
    }

    private static String tooLong(StoredRows rows, int days) {
        return "must be at most " + days + " days before to, because this query reads "
                + (rows.table() == StoredRows.Table.MEMBERS
                        ? "every distinct value"
                        : "every " + rows.pieces().get(0).length().wireName())
                + " of the range";
    }

    private MetricsQuery.@Nullable Interval interval() throws BadParameterException {
        String text = parameters.single("interval");
        return switch (text == null ? "day" : text) {
            case "minute" -> MetricsQuery.Interval.MINUTE;
            case "hour" -> MetricsQuery.Interval.HOUR;
            case "day" -> MetricsQuery.Interval.DAY;
            case "total" -> null;
            default -> throw Parameters.invalid("interval", "must be minute, hour, day or total");
        };
    }

    private List<Integer> by() throws BadParameterException {
        List<Integer> all = IntStream.range(0, definition.by().size()).boxed().toList();
        List<String> values = parameters.texts("by");
        if (!parameters.has("by") || values.isEmpty()) {
            return all;
        }
        TreeSet<Integer> groups = new TreeSet<>();
        for (String name : names(values)) {
            groups.add(metric.group(name)
                    .orElseThrow(() -> Parameters.invalid(
                            "by", "must name groups of the metric, or be empty; it has: " + metric.groupNames())));
        }
        if (definition.aggregate() == Aggregate.UNIQUE && groups.size() < all.size()) {
            throw Parameters.invalid(
                    "by",
                    "must have all groups of the metric, or be left out, because distinct counts of groups do not add"
                            + " up; it has: " + metric.groupNames());
        }
        return List.copyOf(groups);
    }

    /** The names in the values. No names if the only value is empty. */
    private static List<String> names(List<String> values) {
        return values.equals(List.of(""))
                ? List.of()
                : values.stream().flatMap(value -> split(value).stream()).toList();
    }

    /** Splits at commas, except within double quotes, where a backslash escapes the next character. */
    private static List<String> split(String value) {
        List<String> names = new ArrayList<>();
        boolean quoted = false;
        int begin = 0;
        for (int i = 0; i < value.length(); i++) {
            switch (value.charAt(i)) {
                case '"' -> quoted = !quoted;
                case '\\' -> i += quoted ? 1 : 0;
                case ',' -> {
                    if (!quoted) {
                        names.add(value.substring(begin, i));
                        begin = i + 1;
                    }
                }
                default -> {}
            }
        }
        names.add(value.substring(begin));
        return names;
    }

    /** Groups are cut in the same way as those of events, so that the value of an event finds its rows. */
    private Map<Integer, List<String>> only() {
        Map<Integer, List<String>> only = new HashMap<>();
        for (String name : parameters.names()) {
            metric.group(name).ifPresent(group -> only.computeIfAbsent(group, none -> new ArrayList<>())
                    .addAll(parameters.texts(name).stream()
                            .map(MetricValue::group)
                            .toList()));
        }
        only.replaceAll((group, values) -> values.stream().distinct().toList());
        return only;
    }

    /** The events of a token may be in the current version only. */
    private boolean isOfCurrent() throws BadParameterException {
        String text = parameters.single("definition");
        if (text != null && !text.equals("current")) {
            throw Parameters.invalid(
                    "definition",
                    "must be current, or left out: then the previous version is read until the current one is whole");
        }
        return text != null || parameters.has("after");
    }

    private MetricsQuery.Order order() throws BadParameterException {
        String text = parameters.single("order");
        return switch (text == null ? "time" : text) {
            case "time" -> MetricsQuery.Order.TIME;
            case "value" -> MetricsQuery.Order.VALUE;
            default -> throw Parameters.invalid("order", "must be time or value");
        };
    }
}
