// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Quantiles of histograms, interpolated linearly within the bucket. The buckets at both ends, like all others, are
 * taken to be no wider than from the smallest to the largest number.
 */
public final class HistogramQuantiles {
    private static final Map<String, BigDecimal> SHARES = new LinkedHashMap<>();

    static {
        SHARES.put("p50", new BigDecimal("0.5"));
        SHARES.put("p90", new BigDecimal("0.9"));
        SHARES.put("p95", new BigDecimal("0.95"));
        SHARES.put("p99", new BigDecimal("0.99"));
    }

    private static final MathContext DIGITS = MathContext.DECIMAL32;

    private HistogramQuantiles() {}

    /** The answer with columns for the quantiles, if it has buckets. */
    public static MetricsAnswer addedTo(MetricsAnswer answer) {
        List<Column> columns = answer.columns();
        int buckets = columns.stream().map(Column::kind).toList().indexOf(Column.Kind.BUCKETS);
        if (buckets < 0) {
            return answer;
        }
        List<Column> more = new ArrayList<>(columns);
        SHARES.keySet().forEach(name -> more.add(new Column(name, Column.Kind.DECIMAL)));
        List<List<Object>> rows = new ArrayList<>();
        for (List<Object> row : answer.rows()) {
            Histogram histogram = new Histogram(
                    columns.get(buckets).bounds(),
                    (List<?>) row.get(buckets),
                    (Long) row.get(columns.indexOf(Column.COUNT)),
                    (BigDecimal) row.get(columns.indexOf(Column.MIN)),
                    (BigDecimal) row.get(columns.indexOf(Column.MAX)));
            List<Object> longer = new ArrayList<>(row);
            SHARES.values().forEach(share -> longer.add(histogram.quantile(share)));
            rows.add(longer);
        }
        return new MetricsAnswer(more, rows, answer.truncated(), answer.asOf(), answer.since(), answer.version());
    }

    /** @param upTo how many numbers are up to each bound */
    record Histogram(List<BigDecimal> bounds, List<?> upTo, long count, BigDecimal min, BigDecimal max) {
        BigDecimal quantile(BigDecimal share) {
            BigDecimal rank = share.multiply(BigDecimal.valueOf(count));
            long before = 0;
            BigDecimal lower = min;
            for (int i = 0; i < bounds.size(); i++) {
                long including = (Long) upTo.get(i);
                BigDecimal upper = bounds.get(i).min(max);
                if (including > before && BigDecimal.valueOf(including).compareTo(rank) >= 0) {
                    return within(lower, upper, rank, before, including);
                }
                before = including;
                lower = bounds.get(i).max(min);
            }
            return within(lower, max, rank, before, count);
        }

        private static BigDecimal within(
                BigDecimal lower, BigDecimal upper, BigDecimal rank, long before, long including) {
            BigDecimal share = rank.subtract(BigDecimal.valueOf(before))
                    .divide(BigDecimal.valueOf(including - before), MathContext.DECIMAL64);
            BigDecimal number = lower.add(upper.subtract(lower).multiply(share)).round(DIGITS);
            return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        }
    }
}
