// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces the macros of Grafana's plugin for ClickHouse as the plugin does, for a range of time and an interval of
 * one minute. A macro that is not listed here stays, and ClickHouse refuses it.
 *
 * @see <a href="https://grafana.com/docs/plugins/grafana-clickhouse-datasource/latest/query-editor/">its documentation</a>
 */
record GrafanaMacros(Instant from, Instant to) {
    private static final Pattern WITH_COLUMN = Pattern.compile("\\$__(timeFilter|dateFilter|timeInterval)\\((\\w+)\\)");
    private static final int INTERVAL_SECONDS = 60;

    String expand(String statement) {
        return WITH_COLUMN
                .matcher(statement)
                .replaceAll(macro -> Matcher.quoteReplacement(expanded(macro.group(1), macro.group(2))))
                .replace("$__interval_s", Integer.toString(INTERVAL_SECONDS));
    }

    private String expanded(String macro, String column) {
        return switch (macro) {
            case "timeFilter" ->
                column + " >= toDateTime(" + from.getEpochSecond() + ") AND " + column + " <= toDateTime("
                        + to.getEpochSecond() + ")";
            case "dateFilter" ->
                column + " >= toDate('" + day(from) + "') AND " + column + " <= toDate('" + day(to) + "')";
            default -> "toStartOfInterval(toDateTime(" + column + "), INTERVAL " + INTERVAL_SECONDS + " second)";
        };
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }
}
