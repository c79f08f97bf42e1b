// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query.clickhouse;

import dev.weir.gateway.query.Column;
import dev.weir.gateway.query.MetricsQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Selects how the job measures definitions: since when, the skipped events, and those over the limit of groups. */
final class SelectMeasured {
    private static final String SQL = """
            SELECT
                id, max(since) AS since_millis, sum(past) AS past_days, sum(past_measured) AS past_days_measured,
                max(begin) AS begin_millis,
                sum(skipped) AS all_skipped, sum(over) AS all_over
            FROM
            (
                SELECT
                    toInt64(definition) AS id, toUnixTimestamp64Milli(since) AS since,
                    past_days AS past, past_days_measured AS past_measured,
                    toUnixTimestamp64Milli(filling_since) AS begin, 0 AS skipped, 0 AS over
                FROM weir.metric_definitions
                WHERE definition IN (%1$s)
                UNION ALL
                SELECT toInt64(definition), 0, 0, 0, 0, events, 0
                FROM weir.metric_skipped_store FINAL
                WHERE definition IN (%1$s)
                UNION ALL
                SELECT toInt64(definition), 0, 0, 0, 0, 0, events
                FROM weir.metric_values_store FINAL
                WHERE definition IN (%1$s) AND interval = 'day' AND group_1 = '__other__'
                    AND start >= toDateTime(toInt64(?)) AND start < toDateTime(toInt64(?))
            )
            GROUP BY id
            HAVING id IN (SELECT toInt64(definition) FROM weir.metric_definitions_store)
            ORDER BY id""";

    private SelectMeasured() {}

    static Select of(MetricsQuery.Measured query) {
        String ids = query.definitions().stream()
                .map(definition -> Long.toString(definition.id()))
                .collect(Collectors.joining(", "));
        return new Select(
                List.of(
                        count("definition"),
                        count("since"),
                        count("past_days"),
                        count("past_days_measured"),
                        count("filling_since"),
                        count("skipped"),
                        count("over_limit")),
                List.of("metric_values"),
                String.format(Locale.ROOT, SQL, ids),
                new ArrayList<>(DayParameters.secondsOf(query.range())));
    }

    private static Column count(String name) {
        return new Column(name, Column.Kind.COUNT);
    }
}
