// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.metric.Aggregate;
import dev.weir.metric.MetricDefinition;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;

/**
 * An event as a definition measures it.
 *
 * @param groups the texts of all groups of the definition
 * @param number zero if the definition is of no number
 * @param member the text that a unique count counts; empty for others
 * @param offset in partition 0 of the log
 */
public record MeasuredEvent(
        MetricDefinition definition, Instant at, List<String> groups, BigDecimal number, String member, long offset) {
    private static final Comparator<MeasuredEvent> LATEST =
            Comparator.comparing(MeasuredEvent::at).thenComparing(MeasuredEvent::offset);

    public static BigDecimal sum(List<MeasuredEvent> events) {
        return events.stream().map(MeasuredEvent::number).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    public static BigDecimal min(List<MeasuredEvent> events) {
        return events.stream()
                .map(MeasuredEvent::number)
                .reduce(BigDecimal::min)
                .orElseThrow();
    }

    public static BigDecimal max(List<MeasuredEvent> events) {
        return events.stream()
                .map(MeasuredEvent::number)
                .reduce(BigDecimal::max)
                .orElseThrow();
    }

    public static MeasuredEvent last(List<MeasuredEvent> events) {
        return events.stream().max(LATEST).orElseThrow();
    }

    public static long uniques(List<MeasuredEvent> events) {
        return events.get(0).definition().aggregate() == Aggregate.UNIQUE
                ? new HashSet<>(events.stream().map(MeasuredEvent::member).toList()).size()
                : 0;
    }

    /** The events in each bucket, and at the end those above the last bound. */
    public static List<Long> buckets(List<MeasuredEvent> events) {
        List<BigDecimal> bounds = events.get(0).definition().buckets();
        if (bounds.isEmpty()) {
            return List.of();
        }
        List<Long> counts = new ArrayList<>();
        Function<BigDecimal, Long> upTo = bound -> events.stream()
                .filter(event -> event.number().compareTo(bound) <= 0)
                .count();
        long before = 0;
        for (BigDecimal bound : bounds) {
            counts.add(upTo.apply(bound) - before);
            before = upTo.apply(bound);
        }
        counts.add(events.size() - before);
        return counts;
    }
}
