// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.metric;

import dev.weir.metric.Aggregate;
import dev.weir.metric.FieldPath;
import dev.weir.metric.MetricDefinition;
import dev.weir.metric.TypeFilter;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Metric definitions for tests. */
final class Definitions {
    static final FieldPath VALUE = FieldPath.of(FieldPath.Field.VALUE);
    static final FieldPath USER = FieldPath.of(FieldPath.Field.USER_ID);
    static final FieldPath VIDEO = FieldPath.of(FieldPath.Field.VIDEO_ID);

    private Definitions() {}

    static MetricDefinition of(Aggregate aggregate, @Nullable FieldPath of, FieldPath... by) {
        return new MetricDefinition(
                "m_" + aggregate.wireName(), "", TypeFilter.ALL, List.of(), aggregate, of, List.of(by), List.of());
    }

    static MetricDefinition histogram(FieldPath of, String... bounds) {
        return new MetricDefinition(
                "m_histogram",
                "",
                TypeFilter.ALL,
                List.of(),
                Aggregate.HISTOGRAM,
                of,
                List.of(),
                Stream.of(bounds).map(BigDecimal::new).toList());
    }
}
