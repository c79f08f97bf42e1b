// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A metric that users have defined.
 *
 * @param where the conditions that an event must meet, all of them
 * @param of what is aggregated; null only for {@link Aggregate#COUNT}
 * @param by the fields whose values group the events
 * @param buckets the rising upper bounds of a histogram, inclusive; empty for other aggregates
 */
public record MetricDefinition(
        String name,
        String description,
        TypeFilter types,
        List<Condition> where,
        Aggregate aggregate,
        @Nullable FieldPath of,
        List<FieldPath> by,
        List<BigDecimal> buckets)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public static final int MAX_GROUP_FIELDS = 4;
    public static final int MAX_BUCKETS = 64;

    public MetricDefinition {
        where = List.copyOf(where);
        by = List.copyOf(by);
        buckets = List.copyOf(buckets);
        if ((of == null) != (aggregate == Aggregate.COUNT)) {
            throw new IllegalArgumentException(aggregate + " of " + of);
        }
        if (buckets.isEmpty() == (aggregate == Aggregate.HISTOGRAM) || buckets.size() > MAX_BUCKETS) {
            throw new IllegalArgumentException(aggregate + " with the buckets " + buckets);
        }
        if (by.size() > MAX_GROUP_FIELDS) {
            throw new IllegalArgumentException("More than " + MAX_GROUP_FIELDS + " groups: " + by);
        }
    }

    /** Every field that the definition refers to. */
    public Stream<FieldPath> fields() {
        return Stream.of(where.stream().map(Condition::field), by.stream(), Stream.ofNullable(of))
                .flatMap(fields -> fields);
    }

    /** Aggregate, groups and buckets. The rows of definitions with the same shape have the same columns. */
    public String shape() {
        return aggregate.wireName() + " " + by + " "
                + buckets.stream().map(MetricValue::textOf).toList();
    }

    /**
     * Identifies what the metric computes. Two definitions that differ in more than their description, or the order of
     * types, conditions and values, have different ids, so a changed definition is another version of its metric. Never
     * negative.
     */
    public long id() {
        return DefinitionId.of(this);
    }
}
