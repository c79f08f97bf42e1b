// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.metric.Aggregate;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Answers queries of defined metrics from every single event. */
final class InMemoryDefinedMetrics {
    private final MetricsQuery.Defined query;

    /** @param begin a {@code LocalDate}, an {@code Instant}, or an empty text for the whole range */
    private record Key(Comparable<?> begin, List<String> groups) {}

    private InMemoryDefinedMetrics(MetricsQuery.Defined query) {
        this.query = query;
    }

    static MetricsAnswer answer(MetricsQuery.Defined query, List<MeasuredEvent> events) {
        InMemoryDefinedMetrics metrics = new InMemoryDefinedMetrics(query);
        List<List<Object>> rows =
                events.stream()
                        .filter(metrics::isMeant)
                        .collect(Collectors.groupingBy(metrics::key))
                        .entrySet()
                        .stream()
                        .map(metrics::row)
                        .sorted(metrics.order())
                        .toList();
        return HistogramQuantiles.addedTo(MetricsAnswer.of(metrics.columns(), rows, query.limit(), null));
    }

    private boolean isMeant(MeasuredEvent event) {
        return event.definition().equals(query.definition())
                && !event.at().isBefore(query.range().begin())
                && event.at().isBefore(query.range().end())
                && query.only().entrySet().stream().allMatch(only -> only.getValue()
                        .contains(event.groups().get(only.getKey())));
    }

    private Key key(MeasuredEvent event) {
        List<String> groups = query.by().stream().map(event.groups()::get).toList();
        MetricsQuery.Interval interval = query.interval();
        if (interval == null) {
            return new Key("", groups);
        }
        if (interval == MetricsQuery.Interval.DAY) {
            return new Key(event.at().atZone(query.range().zone()).toLocalDate(), groups);
        }
        long second = event.at().getEpochSecond();
        int offset = event.at().atZone(query.range().zone()).getOffset().getTotalSeconds();
        return new Key(Instant.ofEpochSecond(second - (second + offset) % interval.seconds()), groups);
    }

    private List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        if (query.interval() != null) {
            columns.add(query.interval() == MetricsQuery.Interval.DAY ? Column.START_DAY : Column.START);
        }
        query.by().forEach(group -> columns.add(query.group(group)));
        columns.addAll(
                switch (query.definition().aggregate()) {
                    case COUNT, UNIQUE -> List.of(Column.COUNTED);
                    case SUM, MIN, MAX, LAST -> List.of(Column.NUMBER);
                    case HISTOGRAM ->
                        List.of(
                                Column.buckets(query.definition().buckets()),
                                Column.COUNT,
                                Column.SUM,
                                Column.MIN,
                                Column.MAX);
                });
        return columns;
    }

    private List<Object> row(Map.Entry<Key, List<MeasuredEvent>> group) {
        List<Object> row = new ArrayList<>();
        if (query.interval() != null) {
            row.add(group.getKey().begin());
        }
        row.addAll(group.getKey().groups());
        List<MeasuredEvent> events = group.getValue();
        row.addAll(
                switch (query.definition().aggregate()) {
                    case COUNT -> List.of((long) events.size());
                    case UNIQUE -> List.of(MeasuredEvent.uniques(events));
                    case SUM -> List.of(plain(MeasuredEvent.sum(events)));
                    case MIN -> List.of(plain(MeasuredEvent.min(events)));
                    case MAX -> List.of(plain(MeasuredEvent.max(events)));
                    case LAST -> List.of(plain(MeasuredEvent.last(events).number()));
                    case HISTOGRAM ->
                        List.of(
                                upTo(MeasuredEvent.buckets(events)),
                                (long) events.size(),
                                plain(MeasuredEvent.sum(events)),
                                plain(MeasuredEvent.min(events)),
                                plain(MeasuredEvent.max(events)));
                });
        return row;
    }

    private static List<Long> upTo(List<Long> buckets) {
        List<Long> upTo = new ArrayList<>();
        long sum = 0;
        for (long bucket : buckets.subList(0, buckets.size() - 1)) {
            sum += bucket;
            upTo.add(sum);
        }
        return upTo;
    }

    private static BigDecimal plain(BigDecimal number) {
        return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    }

    private Comparator<List<Object>> order() {
        int keys = query.by().size() + (query.interval() == null ? 0 : 1);
        Comparator<List<Object>> byKey = Comparator.comparingInt(List::size);
        for (int i = 0; i < keys; i++) {
            byKey = byKey.thenComparing(comparing(i));
        }
        boolean histogram = query.definition().aggregate() == Aggregate.HISTOGRAM;
        return query.order() == MetricsQuery.Order.TIME
                ? byKey
                : comparing(keys + (histogram ? 1 : 0)).reversed().thenComparing(byKey);
    }

    @SuppressWarnings("unchecked") // The values of a column are of one type.
    private static Comparator<List<Object>> comparing(int column) {
        return Comparator.comparing(row -> (Comparable<Object>) row.get(column));
    }
}
