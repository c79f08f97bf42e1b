// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.testbed.Sql;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * Writes numbers of past days directly into the stored tables, in the form in which the job writes them. Every video
 * has a row on every day, and the other tables match. A video's views follow its rank.
 */
final class History {
    /** Days per insert, so that the engine does not gather too many rows in memory. */
    private static final int DAYS_AT_ONCE = 5;

    private final Sql sql;
    private final int videos;
    private final int days;

    History(Sql sql, int videos, int days) {
        this.sql = sql;
        this.videos = videos;
        this.days = days;
    }

    /** Writes the days before today, in UTC. Today is left to the job. */
    void write() throws IOException {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        for (int back = days; back > 0; back -= DAYS_AT_ONCE) {
            LocalDate first = today.minusDays(back);
            int count = Math.min(DAYS_AT_ONCE, back);
            views("video_views_daily_store", "day", first, count, 1);
            views("video_views_30d_store", "as_of", first, count, 30);
            others(first, count);
        }
    }

    /** The number of stored daily rows, for the report. */
    String size() throws IOException {
        return sql.run(
                "SELECT sum(total_rows) FROM system.tables WHERE database = 'weir' AND name = 'video_views_daily_store'");
    }

    private void views(String table, String column, LocalDate first, int count, int factor) throws IOException {
        sql.run(String.format(Locale.ROOT, """
                INSERT INTO weir.%s (%s, video_id, views, version)
                SELECT toDate('%s') + intDiv(number, %4$d), concat('video-', toString(1 + number %% %4$d)),
                    %6$d * (1 + intDiv(1000000, 1 + number %% %4$d)), 1
                FROM numbers(%5$d * %4$d)""", table, column, first, videos, count, factor));
    }

    private void others(LocalDate first, int count) throws IOException {
        sql.run(String.format(Locale.ROOT, """
                INSERT INTO weir.active_users_daily_store (day, dau, wau, mau)
                SELECT toDate('%s') + number, 400000, 480000, 500000 FROM numbers(%d)""", first, count));
        sql.run(String.format(Locale.ROOT, """
                INSERT INTO weir.events_per_minute_store (minute, type, events, version)
                SELECT toDateTime('%s 00:00:00', 'UTC') + 60 * intDiv(number, 3),
                    ['video_view', 'video_pause', 'purchase'][1 + number %% 3], 10000, 1
                FROM numbers(%d * 1440 * 3)""", first, count));
    }
}
