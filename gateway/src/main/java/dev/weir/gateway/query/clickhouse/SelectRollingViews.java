// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query.clickhouse;

import dev.weir.gateway.query.Column;
import dev.weir.gateway.query.MetricsQuery;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Selects views in the 30 days that end with a day, per video or in total. */
final class SelectRollingViews {
    private static final int DAYS_BEFORE = 29;

    private static final String BY_VIDEO = """
            SELECT toInt64(as_of) AS epoch_day, video_id, views
            FROM weir.video_views_30d_store FINAL
            WHERE as_of BETWEEN toDate(?) AND toDate(?) AND %s
            ORDER BY as_of, views DESC, video_id
            LIMIT ?""";

    private static final String TOTALS = """
            SELECT toInt64(as_of) AS epoch_day, sum(views) AS total
            FROM weir.video_views_30d_store FINAL
            WHERE as_of BETWEEN toDate(?) AND toDate(?) AND %s
            GROUP BY as_of
            ORDER BY as_of
            LIMIT ?""";

    /**
     * Returns the same counts as {@link #TOTALS} without a filter, from far fewer rows. The views of a day belong to
     * the 30 windows that contain it. Windows exist up to the last day for which any video has one.
     */
    private static final String TOTALS_OF_ALL_VIDEOS = """
            SELECT epoch_day, sum(views) AS total
            FROM
            (
                SELECT arrayJoin(range(first_day, first_day + 30)) AS epoch_day, views
                FROM
                (
                    SELECT toUInt32(toDate(minute)) AS first_day, sum(events) AS views
                    FROM weir.events_per_minute_store FINAL
                    WHERE type = 'video_view' AND minute >= toDateTime(toInt64(?)) AND minute < toDateTime(toInt64(?))
                    GROUP BY first_day
                )
            )
            WHERE epoch_day BETWEEN ? AND least(?, (SELECT toInt64(max(as_of)) FROM weir.video_views_30d_store))
            GROUP BY epoch_day
            ORDER BY epoch_day
            LIMIT ?""";

    private SelectRollingViews() {}

    static Select of(MetricsQuery.RollingViews query) {
        if (query.totals() && query.videoIds().isEmpty()) {
            return totalsOfAllVideos(query);
        }
        List<Object> parameters = new ArrayList<>(DayParameters.of(query.range()));
        parameters.addAll(query.videoIds());
        parameters.add(DayParameters.oneMore(query.limit()));
        return new Select(
                query.totals()
                        ? List.of(Column.AS_OF, Column.VIEWS)
                        : List.of(Column.AS_OF, Column.VIDEO_ID, Column.VIEWS),
                List.of("video_views_30d"),
                String.format(
                        Locale.ROOT, query.totals() ? TOTALS : BY_VIDEO, Select.isOneOf("video_id", query.videoIds())),
                parameters);
    }

    private static Select totalsOfAllVideos(MetricsQuery.RollingViews query) {
        LocalDate from = query.range().from();
        LocalDate to = query.range().to();
        LocalDate firstDay = from.toEpochDay() < DAYS_BEFORE ? LocalDate.EPOCH : from.minusDays(DAYS_BEFORE);
        List<Object> parameters = new ArrayList<>(DayParameters.secondsOf(firstDay, to));
        parameters.add(from.toEpochDay());
        parameters.add(to.toEpochDay());
        parameters.add(DayParameters.oneMore(query.limit()));
        return new Select(
                List.of(Column.AS_OF, Column.VIEWS),
                List.of("events_per_minute", "video_views_30d"),
                TOTALS_OF_ALL_VIDEOS,
                parameters);
    }
}
