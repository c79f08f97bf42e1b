package dev.weir.gateway.query.clickhouse;

import dev.weir.gateway.query.Column;
import dev.weir.gateway.query.DateRange;
import dev.weir.gateway.query.MetricsQuery;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Views of each video in a range of days.
 *
 * <p>30 days are one row for a video in {@code video_views_30d}, and 30 in {@code video_views_daily}: as much as possible of the range
 * is read as such windows, and only the days before them as days. The parts are added up and never subtracted: the two tables
 * are not of the same moment, and a sum of counts that only grow never falls.
 */
final class SelectViewsByVideo {
    private static final int WINDOW_DAYS = 30;
    private static final String DAILY = "video_views_daily";
    private static final String WINDOWS = "video_views_30d";

    private static final String OF_DAYS =
            "SELECT video_id, views FROM weir.video_views_daily_store FINAL WHERE %s AND %s";

    private static final String OF_WINDOWS =
            "SELECT video_id, views FROM weir.video_views_30d_store FINAL WHERE %s AND %s";

    /** Of one day or one window, which have one row for a video. */
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

    private final MetricsQuery.Views query;
    private final List<String> parts = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();

    private SelectViewsByVideo(MetricsQuery.Views query) {
        this.query = query;
    }

    /**
     * @param freshness before the rows are read. A video has the row of a window once the job has come to the window's last day; so windows
     *     are read only of days that they have come to
     */
    static Select of(MetricsQuery.Views query, ViewFreshness freshness) {
        return new SelectViewsByVideo(query)
                .select(freshness.hasReached(WINDOWS, query.range().to()));
    }

    /**
     * Whether an answer had better wait a moment. Right after midnight a range that ends today would be read from days, and a second later
     * from the window, which may have come less far: the number would fall.
     */
    static boolean isWindowDue(MetricsQuery query, ViewFreshness freshness, Instant now) {
        return query instanceof MetricsQuery.Views views
                && views.grouping() == MetricsQuery.Grouping.VIDEO
                && days(views.range().from(), views.range().to()) >= WINDOW_DAYS
                && freshness.isAboutToReach(WINDOWS, views.range().to(), now);
    }

    private Select select(boolean areWindowsThere) {
        LocalDate from = query.range().from();
        LocalDate to = query.range().to();
        List<String> windows = new ArrayList<>();
        for (; areWindowsThere && days(from, to) >= WINDOW_DAYS; to = to.minusDays(WINDOW_DAYS)) {
            windows.add(to.toString());
        }
        List<String> sources = new ArrayList<>();
        if (!windows.isEmpty()) {
            sources.add(WINDOWS);
            add(OF_WINDOWS, Select.isOneOf("as_of", windows), windows);
        }
        if (!from.isAfter(to)) {
            sources.add(DAILY);
            add(OF_DAYS, "day BETWEEN toDate(?) AND toDate(?)", Days.of(new DateRange(from, to)));
        }
        boolean isOneRowAVideo = windows.size() + Math.max(0, days(from, to)) == 1;
        parameters.add(Days.oneMore(query.limit()));
        return new Select(
                List.of(Column.VIDEO_ID, Column.VIEWS),
                sources,
                String.format(Locale.ROOT, isOneRowAVideo ? AS_THEY_ARE : ADDED_UP, String.join(" UNION ALL ", parts)),
                parameters);
    }

    private void add(String part, String condition, List<?> values) {
        parts.add(String.format(Locale.ROOT, part, condition, Select.isOneOf("video_id", query.videoIds())));
        parameters.addAll(values);
        parameters.addAll(query.videoIds());
    }

    private static long days(LocalDate from, LocalDate to) {
        return ChronoUnit.DAYS.between(from, to) + 1;
    }
}
