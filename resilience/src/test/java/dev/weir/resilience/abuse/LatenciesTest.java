// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    private static final Instant FROM = Instant.EPOCH;
    private static final Instant TO = FROM.plusSeconds(1);

    @Test
    void usesTheNearestRankForQuantiles() {
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            attempts.add(attempt(1, i, i + i * 1_000L, 200));
        }
        Latencies latencies = Latencies.of(attempts, FROM, TO);

        assertThat(latencies.count()).isEqualTo(100);
        assertThat(latencies.quantile(0.5)).isEqualTo(Duration.ofMillis(50));
        assertThat(latencies.quantile(0.99)).isEqualTo(Duration.ofMillis(99));
        assertThat(latencies.max()).isEqualTo(Duration.ofMillis(100));
        assertThat(latencies.isAllAcknowledged()).isTrue();
    }

    @Test
    void countsUnansweredRequestsWithTheirWholeWait() {
        Latencies latencies = Latencies.of(
                List.of(attempt(1, 0, 10_000_000, Attempt.NO_ANSWER), attempt(1, 5, 2_005, 503)), FROM, TO);

        assertThat(latencies.max()).isEqualTo(Duration.ofSeconds(10));
        assertThat(latencies.failuresText()).isEqualTo("no response ×1, 503 ×1");
        assertThat(latencies.isAllAcknowledged()).isFalse();
    }

    @Test
    void excludesRetriesAndRequestsOutsideTheWindow() {
        Latencies latencies = Latencies.of(
                List.of(attempt(2, 0, 1, 200), attempt(1, -1, 1, 200), attempt(1, 1_000_000, 1_000_001, 200)),
                FROM,
                TO);

        assertThat(latencies.count()).isZero();
    }

    @Test
    void readsTheLogOfTheGoodClient() {
        Attempt attempt = new Attempt(3, 2, 1_795_000_000_000_001L, 1_795_000_000_000_999L, 503, true);
        assertThat(Attempt.parse(attempt.line())).isEqualTo(attempt);
    }

    private static Attempt attempt(int number, long dueMicros, long doneMicros, int status) {
        return new Attempt(0, number, dueMicros, doneMicros, status, false);
    }
}
