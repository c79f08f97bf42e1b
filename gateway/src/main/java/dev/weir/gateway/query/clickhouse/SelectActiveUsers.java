// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query.clickhouse;

import dev.weir.gateway.query.Column;
import dev.weir.gateway.query.MetricsQuery;
import java.util.ArrayList;
import java.util.List;

/** Selects daily, weekly and monthly active users. */
final class SelectActiveUsers {
    private static final String SQL = """
            SELECT toInt64(day) AS epoch_day, dau, wau, mau
            FROM weir.active_users_daily
            WHERE day BETWEEN toDate(?) AND toDate(?)
            ORDER BY day
            LIMIT ?""";

    private SelectActiveUsers() {}

    static Select of(MetricsQuery.ActiveUsers query) {
        List<Object> parameters = new ArrayList<>(DayParameters.of(query.range()));
        parameters.add(DayParameters.oneMore(query.limit()));
        return new Select(
                List.of(Column.DAY, Column.DAU, Column.WAU, Column.MAU),
                List.of("active_users_daily"),
                SQL,
                parameters);
    }
}
