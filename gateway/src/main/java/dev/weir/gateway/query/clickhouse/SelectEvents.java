// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query.clickhouse;

import dev.weir.gateway.query.Column;
import dev.weir.gateway.query.MetricsQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Selects events of each type by minute, hour or day. */
final class SelectEvents {
    private static final String SQL = """
            SELECT intDiv(toUnixTimestamp(minute), %1$d) * %1$d AS start, type, sum(events) AS total
            FROM weir.events_per_minute_store FINAL
            WHERE minute >= toDateTime(toInt64(?)) AND minute < toDateTime(toInt64(?)) AND %2$s
            GROUP BY start, type
            ORDER BY start, type
            LIMIT ?""";

    private SelectEvents() {}

    static Select of(MetricsQuery.Events query) {
        List<Object> parameters = new ArrayList<>(List.of(
                query.range().begin().getEpochSecond(), query.range().end().getEpochSecond()));
        parameters.addAll(query.types());
        parameters.add(DayParameters.oneMore(query.limit()));
        return new Select(
                List.of(Column.START, Column.TYPE, Column.EVENTS),
                List.of("events_per_minute"),
                String.format(Locale.ROOT, SQL, query.interval().seconds(), Select.isOneOf("type", query.types())),
                parameters);
    }
}
