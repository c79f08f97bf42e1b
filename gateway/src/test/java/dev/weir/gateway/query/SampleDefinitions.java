// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.metric.Aggregate;
import dev.weir.metric.FieldPath;
import dev.weir.metric.MetricDefinition;
import dev.weir.metric.TypeFilter;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A definition for each aggregate. */
public final class SampleDefinitions {
    private static final FieldPath TYPE = FieldPath.of(FieldPath.Field.TYPE);
    private static final FieldPath VALUE = FieldPath.of(FieldPath.Field.VALUE);
    private static final FieldPath USER = FieldPath.of(FieldPath.Field.USER_ID);
    private static final FieldPath PLAN = FieldPath.ofProperty("plan");
    private static final FieldPath COUNTRY = FieldPath.ofProperty("geo", "country");

    public static final MetricDefinition SIGNUPS = of("signups", Aggregate.COUNT, null, TYPE, PLAN, COUNTRY);
    public static final MetricDefinition REVENUE = of("revenue", Aggregate.SUM, VALUE, PLAN, COUNTRY);
    public static final MetricDefinition CHEAPEST = of("cheapest", Aggregate.MIN, VALUE, PLAN);
    public static final MetricDefinition DEAREST = of("dearest", Aggregate.MAX, VALUE, PLAN);
    public static final MetricDefinition BALANCE = of("balance", Aggregate.LAST, VALUE, PLAN, COUNTRY);
    public static final MetricDefinition BUYERS = of("buyers", Aggregate.UNIQUE, USER);
    public static final MetricDefinition BUYERS_BY_PLAN = of("buyers_by_plan", Aggregate.UNIQUE, USER, PLAN);
    public static final MetricDefinition LATENCY = of("latency", Aggregate.HISTOGRAM, VALUE, PLAN);

    public static final List<MetricDefinition> ALL =
            List.of(SIGNUPS, REVENUE, CHEAPEST, DEAREST, BALANCE, BUYERS, BUYERS_BY_PLAN, LATENCY);

    private SampleDefinitions() {}

    private static MetricDefinition of(String name, Aggregate aggregate, @Nullable FieldPath of, FieldPath... by) {
        List<BigDecimal> buckets = aggregate == Aggregate.HISTOGRAM
                ? Stream.of("-1", "0.5", "2", "10").map(BigDecimal::new).toList()
                : List.of();
        return new MetricDefinition(
                name, "The " + name + ".", TypeFilter.ALL, List.of(), aggregate, of, List.of(by), buckets);
    }
}
