// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query.clickhouse;

import dev.weir.gateway.query.Column;
import dev.weir.gateway.query.DateRange;
import dev.weir.gateway.query.MetricsQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Selects the views of each video in a range of days.
 *
 * <p>For one video, 30 days are one row in {@code video_views_30d} and 30 rows in {@code video_views_daily}. So this
 * reads as much of the range as possible as windows of 30 days, and only the first days of the range as days. The parts
 * are added and never subtracted: the two tables are not equally fresh, and a sum of growing counts never falls.
 *
 * <p>A video has a row for a window once the job has reached the window's last day. For some minutes after that, the
 * range is read both ways, and each video gets the larger count. The days may have been ahead of the window, and
 * clients may have seen their sum.
 */
final class SelectViewsByVideo {
    private static final int WINDOW_DAYS = 30;
    private static final String DAILY = "video_views_daily";
    private static final String WINDOWS = "video_views_30d";

    private static final String OF_DAYS =
            "SELECT video_id, views FROM weir.video_views_daily_store FINAL WHERE %s AND %s";

    private static final String OF_WINDOWS =
            "SELECT video_id, views FROM weir.video_views_30d_store FINAL WHERE %s AND %s";

    /** For one day or one window, which has one row per video. */
    private static final String AS_THEY_ARE = """
            SELECT video_id, views AS total
            FROM (%s)
            ORDER BY total DESC, video_id
            LIMIT ?""";

    private static final String ADDED_UP = """
            SELECT video_id, sum(views) AS total
            FROM (%s)
            GROUP BY video_id
            ORDER BY total DESC, video_id
            LIMIT ?""";

    private static final String LARGER = """
            SELECT video_id, max(total) AS larger
            FROM
            (
                SELECT video_id, sum(views) AS total FROM (%s) GROUP BY video_id
                UNION ALL
                SELECT video_id, sum(views) AS total FROM (%s) GROUP BY video_id
            )
            GROUP BY video_id
            ORDER BY larger DESC, video_id
            LIMIT ?""";

    /** Counted from the start of a window's last day. One job writes both tables, so they are only seconds apart. */
    private static final Duration BOTH_WAYS = Duration.ofMinutes(10);

    private final MetricsQuery.Views query;
    private final Set<String> sources = new LinkedHashSet<>();
    private final List<Object> parameters = new ArrayList<>();

    private SelectViewsByVideo(MetricsQuery.Views query) {
        this.query = query;
    }

    /** @param freshness read before the rows */
    static Select of(MetricsQuery.Views query, ViewFreshness freshness) {
        Instant lastDay = query.range().to().atStartOfDay(ZoneOffset.UTC).toInstant();
        SelectViewsByVideo select = new SelectViewsByVideo(query);
        if (length(query.range()) < WINDOW_DAYS || !freshness.hasReached(WINDOWS, lastDay)) {
            return select.withWindows(0);
        }
        int windows = (int) (length(query.range()) / WINDOW_DAYS);
        return freshness.hasReached(WINDOWS, lastDay.plus(BOTH_WAYS))
                ? select.withWindows(windows)
                : select.bothWays(windows);
    }

    private Select withWindows(int windows) {
        String parts = parts(windows);
        boolean isOneRowAVideo = windows == 1 && length(query.range()) == WINDOW_DAYS || length(query.range()) == 1;
        return select(String.format(Locale.ROOT, isOneRowAVideo ? AS_THEY_ARE : ADDED_UP, parts));
    }

    private Select bothWays(int windows) {
        return select(String.format(Locale.ROOT, LARGER, parts(0), parts(windows)));
    }

    private Select select(String sql) {
        parameters.add(DayParameters.oneMore(query.limit()));
        return new Select(List.of(Column.VIDEO_ID, Column.VIEWS), List.copyOf(sources), sql, parameters);
    }

    /** Selects the rows of this number of windows at the end of the range, and of the days before them. */
    private String parts(int windows) {
        LocalDate from = query.range().from();
        LocalDate to = query.range().to();
        List<String> parts = new ArrayList<>();
        if (windows > 0) {
            List<String> ends = new ArrayList<>();
            for (int window = 0; window < windows; window++, to = to.minusDays(WINDOW_DAYS)) {
                ends.add(to.toString());
            }
            parts.add(part(WINDOWS, OF_WINDOWS, Select.isOneOf("as_of", ends), ends));
        }
        if (!from.isAfter(to)) {
            parts.add(part(
                    DAILY, OF_DAYS, "day BETWEEN toDate(?) AND toDate(?)", DayParameters.of(new DateRange(from, to))));
        }
        return String.join(" UNION ALL ", parts);
    }

    private String part(String source, String select, String condition, List<?> values) {
        sources.add(source);
        parameters.addAll(values);
        parameters.addAll(query.videoIds());
        return String.format(Locale.ROOT, select, condition, Select.isOneOf("video_id", query.videoIds()));
    }

    private static long length(DateRange range) {
        return ChronoUnit.DAYS.between(range.from(), range.to()) + 1;
    }
}
