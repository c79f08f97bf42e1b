// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query.clickhouse;

import dev.weir.gateway.query.Column;
import dev.weir.gateway.query.MetricsQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Selects daily views, per video or in total. */
final class SelectViews {
    private static final String BY_DAY_AND_VIDEO = """
            SELECT toInt64(day) AS epoch_day, video_id, views
            FROM weir.video_views_daily_store FINAL
            WHERE day BETWEEN toDate(?) AND toDate(?) AND %s
            ORDER BY day, views DESC, video_id
            LIMIT ?""";

    private static final String BY_DAY = """
            SELECT toInt64(day) AS epoch_day, sum(views) AS total
            FROM weir.video_views_daily_store FINAL
            WHERE day BETWEEN toDate(?) AND toDate(?) AND %s
            GROUP BY day
            ORDER BY day
            LIMIT ?""";

    /**
     * Returns the same counts as {@link #BY_DAY} without a filter, from far fewer rows. Each view of a day is an event
     * of type video_view in a minute of that day, and the reverse.
     */
    private static final String BY_DAY_OF_ALL_VIDEOS = """
            SELECT toInt64(toDate(minute)) AS epoch_day, sum(events) AS total
            FROM weir.events_per_minute_store FINAL
            WHERE type = 'video_view' AND minute >= toDateTime(toInt64(?)) AND minute < toDateTime(toInt64(?))
            GROUP BY epoch_day
            ORDER BY epoch_day
            LIMIT ?""";

    private SelectViews() {}

    static Select of(MetricsQuery.Views query, ViewFreshness freshness) {
        boolean allVideos = query.videoIds().isEmpty();
        return switch (query.grouping()) {
            case DAY_AND_VIDEO -> select(query, List.of(Column.DAY, Column.VIDEO_ID, Column.VIEWS), BY_DAY_AND_VIDEO);
            case VIDEO -> SelectViewsByVideo.of(query, freshness);
            case DAY -> allVideos ? ofAllVideos(query) : select(query, List.of(Column.DAY, Column.VIEWS), BY_DAY);
        };
    }

    private static Select select(MetricsQuery.Views query, List<Column> columns, String sql) {
        List<Object> parameters = new ArrayList<>(DayParameters.of(query.range()));
        parameters.addAll(query.videoIds());
        parameters.add(DayParameters.oneMore(query.limit()));
        return new Select(
                columns,
                List.of("video_views_daily"),
                String.format(Locale.ROOT, sql, Select.isOneOf("video_id", query.videoIds())),
                parameters);
    }

    private static Select ofAllVideos(MetricsQuery.Views query) {
        List<Object> parameters = new ArrayList<>(DayParameters.secondsOf(query.range()));
        parameters.add(DayParameters.oneMore(query.limit()));
        return new Select(
                List.of(Column.DAY, Column.VIEWS), List.of("events_per_minute"), BY_DAY_OF_ALL_VIDEOS, parameters);
    }
}
