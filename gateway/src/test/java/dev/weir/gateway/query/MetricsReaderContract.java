// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.query.MetricsQuery.ActiveUsers;
import dev.weir.gateway.query.MetricsQuery.Events;
import dev.weir.gateway.query.MetricsQuery.Grouping;
import dev.weir.gateway.query.MetricsQuery.Interval;
import dev.weir.gateway.query.MetricsQuery.RollingViews;
import dev.weir.gateway.query.MetricsQuery.Views;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contract of every {@link MetricsReader}. A subclass provides the reader. */
public abstract class MetricsReaderContract extends DefinedMetricsContract {
    private static final DateRange NOVEMBER = range("2026-11-01", "2026-11-30");
    private static final List<String> NASTY = List.of(
            "it's",
            "a\"b",
            "back\\slash",
            "trailing\\",
            "100%",
            "%s",
            "?",
            "{d}",
            "日本😀",
            "a;b--c",
            "/* x */",
            "\\'",
            "x' OR '1'='1");

    private static SampleNumbers numbers() {
        return new SampleNumbers(LocalDate.parse("2026-11-21"))
                .views("2026-11-01T00:00:00Z", "a", 2)
                .views("2026-11-01T23:59:00Z", "b", 2)
                .views("2026-11-02T00:00:00Z", "a", 5)
                .views("2026-11-02T12:30:00Z", "c", 7)
                .views("2026-10-03T12:00:00Z", "a", 11)
                .views("2026-10-02T12:00:00Z", "old", 13)
                .events("2026-11-02T12:30:00Z", "purchase", 1)
                .events("2026-11-02T12:31:00Z", "purchase", 4)
                .events("2026-11-02T13:00:00Z", "purchase", 8)
                .activeUsers("2026-11-01", 3, 4, 5)
                .activeUsers("2026-11-02", 1, 4, 6)
                .freshness("video_views_daily", "2026-11-21T10:00:00.123Z")
                .freshness("video_views_30d", "2026-11-21T10:00:01.000Z")
                .freshness("events_per_minute", "2026-11-21T10:00:02.000Z");
    }

    @Test
    void viewsAreOrderedByDayThenViewsThenVideo() throws Exception {
        assertThat(rows(new Views(NOVEMBER, List.of(), Grouping.DAY_AND_VIDEO, 10)))
                .containsExactly(
                        List.of(day("2026-11-01"), "a", 2L),
                        List.of(day("2026-11-01"), "b", 2L),
                        List.of(day("2026-11-02"), "c", 7L),
                        List.of(day("2026-11-02"), "a", 5L));
    }

    @Test
    void viewsAreFilteredByVideo() throws Exception {
        assertThat(rows(new Views(NOVEMBER, List.of("b", "c", "none"), Grouping.DAY_AND_VIDEO, 10)))
                .containsExactly(List.of(day("2026-11-01"), "b", 2L), List.of(day("2026-11-02"), "c", 7L));
        assertThat(rows(new Views(NOVEMBER, List.of("a"), Grouping.DAY, 10)))
                .containsExactly(List.of(day("2026-11-01"), 2L), List.of(day("2026-11-02"), 5L));
    }

    @Test
    void viewsAddUpByVideo() throws Exception {
        assertThat(rows(new Views(NOVEMBER, List.of(), Grouping.VIDEO, 10)))
                .containsExactly(List.of("a", 7L), List.of("c", 7L), List.of("b", 2L));
    }

    @Test
    void viewsAddUpByDay() throws Exception {
        assertThat(rows(new Views(range("2026-10-01", "2026-11-30"), List.of(), Grouping.DAY, 10)))
                .containsExactly(
                        List.of(day("2026-10-02"), 13L),
                        List.of(day("2026-10-03"), 11L),
                        List.of(day("2026-11-01"), 4L),
                        List.of(day("2026-11-02"), 12L));
    }

    @Test
    void rollingViewsHaveARowForEachDayOfTheWindow() throws Exception {
        assertThat(rows(new RollingViews(range("2026-10-31", "2026-11-02"), List.of(), false, 10)))
                .containsExactly(
                        List.of(day("2026-10-31"), "old", 13L),
                        List.of(day("2026-10-31"), "a", 11L),
                        List.of(day("2026-11-01"), "a", 13L),
                        List.of(day("2026-11-01"), "b", 2L),
                        List.of(day("2026-11-02"), "a", 7L),
                        List.of(day("2026-11-02"), "c", 7L),
                        List.of(day("2026-11-02"), "b", 2L));
    }

    @Test
    void totalsOfRollingViewsAreTheSumOfTheVideos() throws Exception {
        SampleNumbers numbers = numbers();
        DateRange all = range("2026-09-01", "2026-12-31");
        MetricsReader reader = readerOf(numbers);
        List<List<Object>> totals =
                reader.read(new RollingViews(all, List.of(), true, 1_000)).rows();
        List<List<Object>> summed = numbers.rollingViews().stream()
                .map(SampleNumbers.VideoCount::day)
                .distinct()
                .sorted()
                .map(day -> List.<Object>of(
                        day,
                        numbers.rollingViews().stream()
                                .filter(row -> row.day().equals(day))
                                .mapToLong(SampleNumbers.VideoCount::views)
                                .sum()))
                .toList();
        assertThat(totals).isEqualTo(summed).hasSize(51);
        assertThat(totals.get(50)).isEqualTo(List.of(day("2026-11-21"), 16L));
    }

    @Test
    void totalsOfRollingViewsOfOneVideo() throws Exception {
        assertThat(rows(new RollingViews(range("2026-11-01", "2026-11-02"), List.of("a"), true, 10)))
                .containsExactly(List.of(day("2026-11-01"), 13L), List.of(day("2026-11-02"), 7L));
    }

    @Test
    void activeUsersByDay() throws Exception {
        assertThat(rows(new ActiveUsers(NOVEMBER, 10)))
                .containsExactly(List.of(day("2026-11-01"), 3L, 4L, 5L), List.of(day("2026-11-02"), 1L, 4L, 6L));
    }

    @Test
    void eventsAddUpByInterval() throws Exception {
        DateRange second = range("2026-11-02", "2026-11-02");
        assertThat(rows(new Events(second, List.of("purchase"), Interval.MINUTE, 10)))
                .containsExactly(
                        List.of(at("2026-11-02T12:30:00Z"), "purchase", 1L),
                        List.of(at("2026-11-02T12:31:00Z"), "purchase", 4L),
                        List.of(at("2026-11-02T13:00:00Z"), "purchase", 8L));
        assertThat(rows(new Events(second, List.of(), Interval.HOUR, 10)))
                .containsExactly(
                        List.of(at("2026-11-02T00:00:00Z"), "video_view", 5L),
                        List.of(at("2026-11-02T12:00:00Z"), "purchase", 5L),
                        List.of(at("2026-11-02T12:00:00Z"), "video_view", 7L),
                        List.of(at("2026-11-02T13:00:00Z"), "purchase", 8L));
        assertThat(rows(new Events(NOVEMBER, List.of(), Interval.DAY, 10)))
                .containsExactly(
                        List.of(at("2026-11-01T00:00:00Z"), "video_view", 4L),
                        List.of(at("2026-11-02T00:00:00Z"), "purchase", 13L),
                        List.of(at("2026-11-02T00:00:00Z"), "video_view", 12L));
    }

    @Test
    void eventsAreFilteredByInstants() throws Exception {
        TimeRange range =
                new TimeRange(at("2026-11-02T12:31:00Z"), at("2026-11-02T13:00:00Z"), ZoneOffset.UTC, "from", "to");

        assertThat(rows(new Events(range, List.of(), Interval.MINUTE, 10)))
                .containsExactly(List.of(at("2026-11-02T12:31:00Z"), "purchase", 4L));
    }

    @Test
    void rowsBeyondTheLimitAreTruncated() throws Exception {
        MetricsReader reader = readerOf(numbers());
        MetricsAnswer cut = reader.read(new Views(NOVEMBER, List.of(), Grouping.DAY_AND_VIDEO, 3));
        assertThat(cut.rows()).hasSize(3);
        assertThat(cut.truncated()).isTrue();
        MetricsAnswer whole = reader.read(new Views(NOVEMBER, List.of(), Grouping.DAY_AND_VIDEO, 4));
        assertThat(whole.rows()).hasSize(4);
        assertThat(whole.truncated()).isFalse();
    }

    @Test
    void freshnessIsThatOfTheOldestSource() throws Exception {
        MetricsReader reader = readerOf(numbers());
        assertThat(reader.read(new Views(NOVEMBER, List.of("a"), Grouping.DAY, 3))
                        .asOf())
                .isEqualTo(at("2026-11-21T10:00:00.123Z"));
        assertThat(reader.read(new RollingViews(NOVEMBER, List.of(), true, 3)).asOf())
                .isEqualTo(at("2026-11-21T10:00:01Z"));
        assertThat(reader.read(new ActiveUsers(NOVEMBER, 3)).asOf()).isNull();
    }

    @Test
    void returnsNoRowsBeforeTheJobHasRun() throws Exception {
        DateRange all = range("1970-01-01", "2105-12-31");
        MetricsReader reader = readerOf(new SampleNumbers(LocalDate.parse("2026-11-21")));
        for (MetricsQuery query : List.of(
                new Views(all, List.of(), Grouping.DAY, 1),
                new Views(all, List.of(), Grouping.VIDEO, 1),
                new Views(all, List.of(), Grouping.DAY_AND_VIDEO, 1),
                new RollingViews(all, List.of(), true, 1),
                new RollingViews(all, List.of(), false, 1),
                new ActiveUsers(all, 1),
                new Events(all, List.of(), Interval.DAY, 1))) {
            MetricsAnswer answer = reader.read(query);
            assertThat(answer.rows()).isEmpty();
            assertThat(answer.asOf()).isNull();
            assertThat(answer.truncated()).isFalse();
        }
    }

    @Test
    void anyTextIsAValidVideo() throws Exception {
        SampleNumbers numbers = new SampleNumbers(LocalDate.parse("2026-11-02"));
        NASTY.forEach(video -> numbers.views("2026-11-02T00:00:00Z", video, 1));
        MetricsReader reader = readerOf(numbers);
        for (String video : NASTY) {
            assertThat(reader.read(new Views(NOVEMBER, List.of(video), Grouping.DAY_AND_VIDEO, 100))
                            .rows())
                    .containsExactly(List.of(day("2026-11-02"), video, 1L));
        }
        assertThat(reader.read(new Views(NOVEMBER, NASTY, Grouping.VIDEO, 100)).rows())
                .hasSize(NASTY.size());
        assertThat(reader.read(new Views(
                                NOVEMBER,
                                Stream.concat(NASTY.stream(), Stream.of("x\u0000y", "\n"))
                                        .map(video -> video + "'")
                                        .toList(),
                                Grouping.VIDEO,
                                100))
                        .rows())
                .isEmpty();
    }

    private List<List<Object>> rows(MetricsQuery query) throws Exception {
        return readerOf(numbers()).read(query).rows();
    }

    private static DateRange range(String from, String to) {
        return new DateRange(day(from), day(to));
    }

    private static LocalDate day(String text) {
        return LocalDate.parse(text);
    }

    private static Instant at(String text) {
        return Instant.parse(text);
    }
}
