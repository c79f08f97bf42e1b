// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PeerComparisonTest {
    private final PeerComparison comparison = new PeerComparison("drain", "events/s", "weir", 3);

    @Test
    void comparesResultsOfTheSameRound() {
        weir(100, 210, 90);
        peer(50, 70, 90);

        assertThat(comparison.ratios("peer").values()).containsExactly(2.0, 3.0, 1.0);
    }

    @Test
    void showsEachRoundTheMedianAndTheSpread() {
        weir(100, 210, 90);
        peer(50, 70, 90);

        assertThat(comparison.values().rows())
                .containsExactly(
                        new Figures.Row("weir", List.of(100.0, 210.0, 90.0, 100.0, 90.0, 210.0), ""),
                        new Figures.Row("peer", List.of(50.0, 70.0, 90.0, 70.0, 50.0, 90.0), ""));
        assertThat(comparison.ratios().rows())
                .containsExactly(new Figures.Row("peer", List.of(2.0, 3.0, 1.0, 2.0, 1.0, 3.0), ""));
        assertThat(comparison.values().columns())
                .containsExactly("round 1", "round 2", "round 3", "median", "least", "most");
    }

    @Test
    void hasNoRatioForAFailedRoundOfAPeer() {
        weir(100, 210, 90);
        comparison.add(Measurement.of("peer", 1, 50));
        comparison.add(Measurement.failed("peer", 2, "counted 7"));

        assertThat(comparison.ratios("peer")).containsOnlyKeys(1).containsEntry(1, 2.0);
        assertThat(comparison.values().rows().get(1).note()).isEqualTo("round 2: counted 7");
    }

    @Test
    void hasNoRatioForAFailedRoundOfWeir() {
        comparison.add(Measurement.failed("weir", 1, "counted 7"));
        comparison.add(Measurement.of("peer", 1, 50));

        assertThat(comparison.ratios("peer")).isEmpty();
        assertThat(comparison.ratios().rows().get(0).values()).allMatch(value -> value.isNaN());
    }

    @Test
    void averagesTheTwoMiddleValuesForTheMedian() {
        assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(new Spread(2.5, 1, 4));
    }

    private void weir(double... values) {
        add("weir", values);
    }

    private void peer(double... values) {
        add("peer", values);
    }

    private void add(String contender, double... values) {
        for (int i = 0; i < values.length; i++) {
            comparison.add(Measurement.of(contender, i + 1, values[i]));
        }
    }
}
