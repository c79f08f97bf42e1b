// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.query.HistogramQuantiles.Histogram;
import java.math.BigDecimal;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class HistogramQuantilesTest {
    @Test
    void isInterpolatedWithinABucket() {
        Histogram histogram = histogram("0", "30", 10, 4, 8);

        assertThat(quantile("0.5", histogram)).isEqualTo("12.5");
        assertThat(quantile("0.4", histogram)).isEqualTo("10");
        assertThat(quantile("0.2", histogram)).isEqualTo("5");
    }

    @Test
    void outerBucketsEndAtTheMinimumAndTheMaximum() {
        Histogram histogram = histogram("8", "30", 10, 4, 8);

        assertThat(quantile("0.2", histogram)).isEqualTo("9");
        assertThat(quantile("0.9", histogram)).isEqualTo("25");
        assertThat(quantile("1", histogram)).isEqualTo("30");
    }

    @Test
    void isTheNumberIfThereIsOnlyOne() {
        assertThat(quantile("0.5", histogram("15", "15", 1, 0, 1))).isEqualTo("15");
        assertThat(quantile("0.99", histogram("-3.50", "-3.50", 1, 1, 1))).isEqualTo("-3.5");
        assertThat(quantile("0.99", histogram("1000", "1000", 7, 0, 0))).isEqualTo("1000");
    }

    @Test
    void emptyBucketsAreSkipped() {
        assertThat(quantile("0.5", histogram("12", "14", 2, 0, 2))).isEqualTo("13");
    }

    private static String quantile(String share, Histogram histogram) {
        return histogram.quantile(new BigDecimal(share)).toPlainString();
    }

    /** A histogram with the bounds 10 and 20. */
    private static Histogram histogram(String min, String max, long count, long... upTo) {
        return new Histogram(
                Stream.of("10", "20").map(BigDecimal::new).toList(),
                LongStream.of(upTo).boxed().toList(),
                count,
                new BigDecimal(min),
                new BigDecimal(max));
    }
}
