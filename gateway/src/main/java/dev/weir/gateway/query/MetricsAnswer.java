// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
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
 * @param version for a defined metric: which version of its definition the rows are of
 */
public record MetricsAnswer(
        List<Column> columns,
        List<List<Object>> rows,
        boolean truncated,
        @Nullable Instant asOf,
        @Nullable Instant since,
        Version version) {
    /** A version of a definition. */
    public enum Version {
        /** That of the file of metrics. */
        CURRENT,
        /** The one before, until the job has measured the past by that of the file. */
        PREVIOUS;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param rows may have one row more than the limit, which shows that there are more */
    public static MetricsAnswer of(List<Column> columns, List<List<Object>> rows, int limit, @Nullable Instant asOf) {
        boolean truncated = rows.size() > limit;
        return new MetricsAnswer(
                columns, truncated ? rows.subList(0, limit) : rows, truncated, asOf, null, Version.CURRENT);
    }

    /** @param replacedAsOf the rows include only events that were accepted before then; null for no limit */
    public MetricsAnswer ofVersion(Version read, @Nullable Instant from, @Nullable Instant replacedAsOf) {
        Instant until = asOf == null || replacedAsOf == null || asOf.isBefore(replacedAsOf) ? asOf : replacedAsOf;
        return new MetricsAnswer(columns, rows, truncated, until, from, read);
    }
}
