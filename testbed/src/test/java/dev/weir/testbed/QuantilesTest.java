// SPDX-License-Identifier: Apache-2.0
package dev.weir.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class QuantilesTest {
    private final Quantiles quantiles = new Quantiles();

    @Test
    void usesTheNearestRank() {
        for (int millis = 2_000; millis >= 1; millis--) {
            quantiles.add(Duration.ofMillis(millis).toNanos());
        }

        assertThat(quantiles.values()).containsExactly(1_000.0, 1_900.0, 1_980.0, 2_000.0);
        assertThat(quantiles.count()).isEqualTo(2_000);
    }

    @Test
    void roundsTheRankUp() {
        for (int millis = 1; millis <= 7; millis++) {
            quantiles.add(Duration.ofMillis(millis).toNanos());
        }

        assertThat(quantiles.values()).containsExactly(4.0, 7.0, 7.0, 7.0);
    }

    @Test
    void clearForgetsEarlierValues() {
        quantiles.add(1);
        quantiles.clear();

        assertThat(quantiles.millis(0.5)).isNaN();
    }
}
