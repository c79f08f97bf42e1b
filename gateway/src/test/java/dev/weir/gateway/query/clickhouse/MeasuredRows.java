// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query.clickhouse;

import dev.weir.gateway.query.MeasuredEvent;
import dev.weir.gateway.query.SampleNumbers;
import dev.weir.metric.MetricDefinition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes the rows of defined metrics as the job would. */
final class MeasuredRows {
    private static final Map<String, Long> INTERVALS = Map.of("minute", 60L, "hour", 3_600L, "day", 86_400L);
    private static final long QUARTER = 900;

    private record Key(MetricDefinition definition, String interval, long start, List<String> groups) {}

    private MeasuredRows() {}

    /** Writes all rows. In version 1, every count is smaller by one. */
    static void write(Connection connection, SampleNumbers numbers, long version) throws SQLException {
        long stale = 2 - version;
        ClickHouseNumbers.insert(
                connection,
                "metric_values_store",
                INTERVALS.entrySet().stream()
                        .flatMap(interval -> numbers.measured().stream()
                                .collect(Collectors.groupingBy(event -> new Key(
                                        event.definition(),
                                        interval.getKey(),
                                        start(event, interval.getValue()),
                                        event.groups())))
                                .entrySet()
                                .stream())
                        .map(row -> values(row.getKey(), row.getValue(), stale, version)));
        ClickHouseNumbers.insert(
                connection,
                "metric_members_store",
                numbers.measured().stream()
                        .filter(event -> !event.member().isEmpty())
                        .map(event -> row(
                                Stream.of(event.definition().id(), start(event, QUARTER)),
                                groups(event.groups()),
                                Stream.of(event.member())))
                        .distinct());
        ClickHouseNumbers.insert(
                connection,
                "metric_skipped_store",
                numbers.skipped().entrySet().stream().flatMap(definition -> definition.getValue().entrySet().stream()
                        .map(day -> List.<Object>of(
                                definition.getKey().id(), day.getKey().toString(), day.getValue() - stale, version))));
        ClickHouseNumbers.insert(
                connection,
                "metric_definitions_store (definition, metric, since, past_first_day, past_last_day)",
                numbers.since().entrySet().stream()
                        .map(row -> List.<Object>of(
                                row.getKey().id(),
                                row.getKey().name(),
                                ClickHouseNumbers.UTC_MILLIS.format(row.getValue()),
                                1L,
                                0L)));
    }

    private static List<Object> values(Key key, List<MeasuredEvent> events, long stale, long version) {
        MeasuredEvent last = MeasuredEvent.last(events);
        return row(
                Stream.of(key.definition().id(), key.interval(), key.start()),
                groups(key.groups()),
                Stream.of(
                        events.size() - stale,
                        MeasuredEvent.sum(events).toPlainString(),
                        MeasuredEvent.min(events).toPlainString(),
                        MeasuredEvent.max(events).toPlainString(),
                        last.number().toPlainString(),
                        ClickHouseNumbers.UTC_MILLIS.format(last.at()),
                        last.offset(),
                        0L,
                        MeasuredEvent.buckets(events).toArray(),
                        MeasuredEvent.uniques(events),
                        version));
    }

    private static long start(MeasuredEvent event, long seconds) {
        return Math.floorDiv(event.at().getEpochSecond(), seconds) * seconds;
    }

    private static Stream<Object> groups(List<String> groups) {
        return Stream.concat(groups.stream(), Stream.generate(() -> ""))
                .limit(4)
                .map(Object.class::cast);
    }

    private static List<Object> row(Stream<?> first, Stream<?> second, Stream<?> third) {
        List<Object> row = new ArrayList<>();
        Stream.of(first, second, third).flatMap(part -> part).forEach(row::add);
        return row;
    }
}
