// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a query.
 *
 * @param rows values in the order of the columns, each of its column's kind
 * @param truncated whether there are more rows than the query's limit
 * @param asOf the rows include every event that was accepted before this time; null until the job has reported its
 *     progress for the first time
 * @param since for a defined metric: the rows include every event that was received from this time on; null for every
 *     event
 */
public record MetricsAnswer(
        List<Column> columns,
        List<List<Object>> rows,
        boolean truncated,
        @Nullable Instant asOf,
        @Nullable Instant since) {
    /** @param rows may have one row more than the limit, which shows that there are more */
    public static MetricsAnswer of(List<Column> columns, List<List<Object>> rows, int limit, @Nullable Instant asOf) {
        boolean truncated = rows.size() > limit;
        return new MetricsAnswer(columns, truncated ? rows.subList(0, limit) : rows, truncated, asOf, null);
    }

    public MetricsAnswer since(@Nullable Instant instant) {
        return new MetricsAnswer(columns, rows, truncated, asOf, instant);
    }
}
