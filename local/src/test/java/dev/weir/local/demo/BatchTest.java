// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final Instant BUSIEST = Instant.parse("2026-11-22T20:00:00Z");

    private final VideoService service = new VideoService(1);
    private final Batch batch = new Batch();

    @Test
    void fitsIntoARequestAtTheBusiestTime() {
        int distinct = 0;
        int bursts = 0;
        while (!batch.isFull()) {
            Burst next = service.burst(
                    BUSIEST.plus(Demo.SLOT.multipliedBy(bursts++)), Demo.SLOT, Demo.PAST_EVENTS_A_SECOND, BUSIEST);
            batch.add(next);
            distinct += next.distinct();
        }
        Burst taken = batch.take();

        assertThat(taken.events()).hasSizeBetween(800, 1_000);
        assertThat(taken.distinct()).isEqualTo(distinct);
        assertThat(batch.take().events()).isEmpty();
        assertThat(service.burst(BUSIEST, Duration.ofSeconds(1), Demo.EVENTS_A_SECOND, BUSIEST)
                        .events())
                .hasSizeLessThan(1_000);
    }
}
