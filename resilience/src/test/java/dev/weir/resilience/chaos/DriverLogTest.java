// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testbed.Sent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriverLogTest {
    private static final Sent EVENT = new Sent("e1", "ada", "intro", Instant.EPOCH);

    private final DriverLog log = new DriverLog();

    @Test
    void silenceStartsAtTheBeginningOfTheSpan() {
        long begin = System.nanoTime();
        assertThat(log.longestSilenceNanos(begin, begin + 1_000)).isEqualTo(1_000);
    }

    @Test
    void acknowledgementEndsASilence() {
        long begin = System.nanoTime();
        log.acknowledged(List.of(EVENT));
        long afterwards = System.nanoTime();

        assertThat(log.longestSilenceNanos(begin, afterwards + 1_000_000_000L))
                .isGreaterThanOrEqualTo(1_000_000_000L)
                .isLessThan(afterwards + 1_000_000_000L - begin);
        assertThat(log.longestSilenceNanos(begin, afterwards)).isLessThan(afterwards - begin);
    }

    @Test
    void separatesAcknowledgedEventsFromAbandonedOnes() {
        Sent other = new Sent("e2", "ada", "intro", Instant.EPOCH);
        log.posted(List.of(EVENT, other));
        log.acknowledged(List.of(EVENT));
        log.abandoned(List.of(other));

        assertThat(log.account().acknowledged()).containsExactly(EVENT);
        assertThat(log.account().abandoned()).containsExactly(other);
        assertThat(log.counts()).isEqualTo(new DriverLog.Counts(2, 1, 0, 0, 1));
    }
}
