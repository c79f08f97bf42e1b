// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query.clickhouse;

import dev.weir.configuration.ClickHouseEndpoint;
import dev.weir.gateway.query.SampleNumbers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Writes numbers to ClickHouse's tables as the job would, with an older version of each row. */
public final class ClickHouseNumbers {
    private static final List<String> TABLES = List.of(
            "video_views_daily_store",
            "video_views_30d_store",
            "active_users_daily_store",
            "events_per_minute_store",
            "metric_values_store",
            "metric_members_store",
            "metric_skipped_store",
            "metric_definitions_store",
            "freshness_store");

    static final DateTimeFormatter UTC_MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private ClickHouseNumbers() {}

    /** Replaces all rows of the tables. */
    public static void write(ClickHouseEndpoint endpoint, SampleNumbers numbers) throws SQLException {
        try (Connection connection =
                DriverManager.getConnection(endpoint.jdbcUrl(), endpoint.properties(Duration.ofSeconds(10)))) {
            for (String table : TABLES) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("TRUNCATE TABLE weir." + table);
                }
            }
            // Write the newer version first: the version must decide, not the order of arrival.
            for (long version = 2; version >= 1; version--) {
                write(connection, numbers, version);
            }
        }
    }

    /** Writes all rows. In version 1, every count is smaller by one. */
    private static void write(Connection connection, SampleNumbers numbers, long version) throws SQLException {
        long stale = 2 - version;
        insert(
                connection,
                "video_views_daily_store",
                numbers.dailyViews().stream()
                        .map(row ->
                                List.<Object>of(row.day().toString(), row.videoId(), row.views() - stale, version)));
        insert(
                connection,
                "video_views_30d_store",
                numbers.rollingViews().stream()
                        .map(row ->
                                List.<Object>of(row.day().toString(), row.videoId(), row.views() - stale, version)));
        insert(
                connection,
                "active_users_daily_store",
                numbers.activeUsers().stream()
                        .map(row -> List.<Object>of(row.day().toString(), row.dau() - stale, row.wau(), row.mau())));
        insert(
                connection,
                "events_per_minute_store",
                numbers.events().stream()
                        .map(row ->
                                List.<Object>of(row.at().getEpochSecond(), row.type(), row.events() - stale, version)));
        MeasuredRows.write(connection, numbers, version);
        insert(
                connection,
                "freshness_store",
                numbers.freshness().entrySet().stream()
                        .map(row -> List.<Object>of(
                                row.getKey(), UTC_MILLIS.format(row.getValue().minusMillis(500 * stale)))));
    }

    static void insert(Connection connection, String table, Stream<List<Object>> rows) throws SQLException {
        List<List<Object>> all = rows.toList();
        if (all.isEmpty()) {
            return;
        }
        String marks = String.join(", ", Collections.nCopies(all.get(0).size(), "?"));
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO weir." + table + " VALUES (" + marks + ")")) {
            for (List<Object> row : all) {
                for (int i = 0; i < row.size(); i++) {
                    statement.setObject(i + 1, row.get(i));
                }
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
