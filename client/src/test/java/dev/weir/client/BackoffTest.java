// SPDX-License-Identifier: Apache-2.0
package dev.weir.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));

    @Property(tries = 300)
    void doublesUpToTheMaximum(@ForAll @IntRange(min = 1, max = 1_000_000) int failures) {
        Duration full = Duration.ofMillis(Math.min(10_000, 100L << Math.min(failures - 1, 20)));
        assertThat(backoff.after(failures, Optional.empty())).isBetween(full.dividedBy(2), full);
    }

    @Property(tries = 300)
    void isNeverShorterThanRetryAfter(@ForAll @IntRange(min = 1, max = 50) int failures) {
        assertThat(backoff.after(failures, Optional.of(Duration.ofSeconds(7))))
                .isBetween(Duration.ofSeconds(7), Duration.ofSeconds(12));
    }
}
