// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bench.load.BenchEvents;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A kind of query that {@code docs/api.md} describes.
 *
 * @param query a query with the placeholders {@code @DAY@}, {@code @MONTH@}, which is 29 days before it, and
 * {@code @VIDEO@}
 */
record QueryShape(String name, String query) {
    static final List<QueryShape> DOCUMENTED = List.of(
            new QueryShape("views: a day, top 1,000", "metric=views&from=@DAY@&to=@DAY@"),
            new QueryShape("views: a day, CSV", "metric=views&from=@DAY@&to=@DAY@&format=csv"),
            new QueryShape("views: a video, 30 days", "metric=views&video_id=@VIDEO@&from=@MONTH@&to=@DAY@"),
            new QueryShape(
                    "views: 3 videos, 30 days",
                    "metric=views&video_id=@VIDEO@&video_id=video-2&video_id=video-3&from=@MONTH@&to=@DAY@"),
            new QueryShape("views: 30 days, by day", "metric=views&group_by=day&from=@MONTH@&to=@DAY@"),
            new QueryShape(
                    "views: a video, by day", "metric=views&group_by=day&video_id=@VIDEO@&from=@MONTH@&to=@DAY@"),
            new QueryShape(
                    "views: a day, by video, top 10", "metric=views&group_by=video_id&from=@DAY@&to=@DAY@&limit=10"),
            new QueryShape(
                    "views: 30 days, by video, top 100",
                    "metric=views&group_by=video_id&from=@MONTH@&to=@DAY@&limit=100"),
            new QueryShape("views: 30 days, both, 1,000", "metric=views&from=@MONTH@&to=@DAY@"),
            new QueryShape("active_users: a day", "metric=active_users&from=@DAY@&to=@DAY@"),
            new QueryShape("active_users: 30 days", "metric=active_users&from=@MONTH@&to=@DAY@"),
            new QueryShape("views_30d: a day, top 1,000", "metric=views_30d&from=@DAY@&to=@DAY@"),
            new QueryShape("views_30d: a video, 30 days", "metric=views_30d&video_id=@VIDEO@&from=@MONTH@&to=@DAY@"),
            new QueryShape("views_30d: 30 days, totals", "metric=views_30d&group_by=as_of&from=@MONTH@&to=@DAY@"),
            new QueryShape("events: 30 days, by day", "metric=events&from=@MONTH@&to=@DAY@"),
            new QueryShape("events: 30 days, by hour", "metric=events&interval=hour&from=@MONTH@&to=@DAY@"),
            new QueryShape(
                    "events: a day, by minute, a type",
                    "metric=events&interval=minute&type=video_view&from=@DAY@&to=@DAY@"));

    /** A query of this kind, for a random past day and a random video. */
    String some(SplittableRandom random, int videos, int days) {
        LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(1L + random.nextInt(Math.max(1, days - 30)));
        String filled = query.replace("@DAY@", day.toString())
                .replace("@MONTH@", day.minusDays(29).toString())
                .replace("@VIDEO@", "video-" + BenchEvents.video(random, videos));
        return "/metrics?" + filled;
    }
}
