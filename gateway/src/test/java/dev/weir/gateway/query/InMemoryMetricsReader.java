// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.gateway.query.SampleNumbers.VideoCount;
import dev.weir.metric.MetricDefinition;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs queries on lists in memory. */
public final class InMemoryMetricsReader implements MetricsReader, MetricsQuery.Cases<MetricsAnswer> {
    private final SampleNumbers numbers;

    public InMemoryMetricsReader(SampleNumbers numbers) {
        this.numbers = numbers;
    }

    @Override
    public MetricsAnswer read(MetricsQuery query) throws NotMeasuredException {
        if (query instanceof MetricsQuery.Defined defined && !numbers.since().containsKey(defined.definition())) {
            throw new NotMeasuredException(query.metric());
        }
        return query.match(this);
    }

    @Override
    public MetricsAnswer defined(MetricsQuery.Defined query) {
        MetricsAnswer answer = InMemoryDefinedMetrics.answer(query, numbers.measured());
        String source = query.rows().table() == StoredRows.Table.MEMBERS ? "metric_members" : "metric_values";
        Instant since = numbers.since().get(query.definition());
        return new MetricsAnswer(
                answer.columns(),
                answer.rows(),
                answer.truncated(),
                asOf(List.of(source)),
                Instant.EPOCH.equals(since) ? null : since,
                MetricsAnswer.Version.CURRENT);
    }

    @Override
    public MetricsAnswer measured(MetricsQuery.Measured query) {
        return answer(
                query,
                List.of(
                        new Column("definition", Column.Kind.COUNT),
                        new Column("since", Column.Kind.COUNT),
                        new Column("past_days", Column.Kind.COUNT),
                        new Column("past_days_measured", Column.Kind.COUNT),
                        new Column("filling_since", Column.Kind.COUNT),
                        new Column("skipped", Column.Kind.COUNT),
                        new Column("over_limit", Column.Kind.COUNT)),
                query.definitions().stream()
                        .filter(numbers.since()::containsKey)
                        .sorted(Comparator.comparing(MetricDefinition::id))
                        .map(definition -> List.of(
                                definition.id(),
                                numbers.since()
                                        .getOrDefault(definition, Instant.EPOCH)
                                        .toEpochMilli(),
                                0L,
                                0L,
                                0L,
                                numbers.skipped().getOrDefault(definition, Map.of()).values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum(),
                                overLimit(query, definition))),
                List.of("metric_values"));
    }

    private long overLimit(MetricsQuery.Measured query, MetricDefinition definition) {
        return numbers.measured().stream()
                .filter(event -> event.definition().equals(definition)
                        && event.groups().contains("__other__")
                        && isWithin(query.range(), LocalDate.ofInstant(event.at(), ZoneOffset.UTC)))
                .count();
    }

    @Override
    public MetricsAnswer views(MetricsQuery.Views query) {
        List<VideoCount> rows = within(query.range(), query.videoIds(), numbers.dailyViews());
        String source = query.grouping() == MetricsQuery.Grouping.DAY
                        && query.videoIds().isEmpty()
                ? "events_per_minute"
                : "video_views_daily";
        return switch (query.grouping()) {
            case DAY_AND_VIDEO ->
                answer(query, List.of(Column.DAY, Column.VIDEO_ID, Column.VIEWS), ranked(rows), List.of(source));
            case DAY ->
                answer(
                        query,
                        List.of(Column.DAY, Column.VIEWS),
                        summed(rows, VideoCount::day).entrySet().stream()
                                .map(entry -> List.of(entry.getKey(), entry.getValue())),
                        List.of(source));
            case VIDEO ->
                answer(
                        query,
                        List.of(Column.VIDEO_ID, Column.VIEWS),
                        summed(rows, VideoCount::videoId).entrySet().stream()
                                .sorted(Map.Entry.<String, Long>comparingByValue()
                                        .reversed()
                                        .thenComparing(Map.Entry.comparingByKey()))
                                .map(entry -> List.of(entry.getKey(), entry.getValue())),
                        List.of(source));
        };
    }

    @Override
    public MetricsAnswer rollingViews(MetricsQuery.RollingViews query) {
        List<VideoCount> rows = within(query.range(), query.videoIds(), numbers.rollingViews());
        if (!query.totals()) {
            return answer(
                    query,
                    List.of(Column.AS_OF, Column.VIDEO_ID, Column.VIEWS),
                    ranked(rows),
                    List.of("video_views_30d"));
        }
        return answer(
                query,
                List.of(Column.AS_OF, Column.VIEWS),
                summed(rows, VideoCount::day).entrySet().stream()
                        .map(entry -> List.of(entry.getKey(), entry.getValue())),
                query.videoIds().isEmpty()
                        ? List.of("events_per_minute", "video_views_30d")
                        : List.of("video_views_30d"));
    }

    @Override
    public MetricsAnswer activeUsers(MetricsQuery.ActiveUsers query) {
        return answer(
                query,
                List.of(Column.DAY, Column.DAU, Column.WAU, Column.MAU),
                numbers.activeUsers().stream()
                        .filter(row -> isWithin(query.range(), row.day()))
                        .sorted(Comparator.comparing(SampleNumbers.ActiveUsersOfDay::day))
                        .map(row -> List.of(row.day(), row.dau(), row.wau(), row.mau())),
                List.of("active_users_daily"));
    }

    @Override
    public MetricsAnswer events(MetricsQuery.Events query) {
        long seconds = query.interval().seconds();
        Map<Instant, TreeMap<String, Long>> sums = new TreeMap<>();
        for (SampleNumbers.EventCount row : numbers.events()) {
            if (!row.at().isBefore(query.range().begin())
                    && row.at().isBefore(query.range().end())
                    && (query.types().isEmpty() || query.types().contains(row.type()))) {
                Instant start = Instant.ofEpochSecond(row.at().getEpochSecond() / seconds * seconds);
                sums.computeIfAbsent(start, ignored -> new TreeMap<>()).merge(row.type(), row.events(), Long::sum);
            }
        }
        return answer(
                query,
                List.of(Column.START, Column.TYPE, Column.EVENTS),
                sums.entrySet().stream().flatMap(start -> start.getValue().entrySet().stream()
                        .map(type -> List.of(start.getKey(), type.getKey(), type.getValue()))),
                List.of("events_per_minute"));
    }

    private MetricsAnswer answer(
            MetricsQuery query, List<Column> columns, Stream<List<Object>> rows, List<String> sources) {
        return MetricsAnswer.of(columns, rows.toList(), query.limit(), asOf(sources));
    }

    private @Nullable Instant asOf(List<String> sources) {
        return numbers.freshness().keySet().containsAll(sources)
                ? sources.stream()
                        .map(source -> numbers.freshness().get(source))
                        .min(Comparator.naturalOrder())
                        .orElseThrow()
                : null;
    }

    private static List<VideoCount> within(DateRange range, List<String> videoIds, List<VideoCount> rows) {
        return rows.stream()
                .filter(row -> isWithin(range, row.day()))
                .filter(row -> videoIds.isEmpty() || videoIds.contains(row.videoId()))
                .toList();
    }

    private static boolean isWithin(DateRange range, LocalDate day) {
        return !day.isBefore(range.from()) && !day.isAfter(range.to());
    }

    private static Stream<List<Object>> ranked(List<VideoCount> rows) {
        return rows.stream()
                .sorted(Comparator.comparing(VideoCount::day)
                        .thenComparing(
                                Comparator.comparingLong(VideoCount::views).reversed())
                        .thenComparing(VideoCount::videoId))
                .map(row -> List.of(row.day(), row.videoId(), row.views()));
    }

    private static <K> Map<K, Long> summed(List<VideoCount> rows, Function<VideoCount, K> key) {
        return rows.stream()
                .collect(Collectors.groupingBy(key, TreeMap::new, Collectors.summingLong(VideoCount::views)));
    }
}
