// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import dev.weir.testbed.Sent;
import dev.weir.testbed.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * The batches of one producer. The same seed gives the same batches, except for their days, which end at the start of
 * the run.
 */
final class Batches {
    private static final int USERS = 400;
    private static final int VIDEOS = 60;
    private static final Duration SPAN = Duration.ofDays(20);

    /**
     * The events of one request.
     *
     * @param isAbandoned whether the producer gives up if the first attempt fails
     * @param isDuplicated whether the producer sends it again after it was acknowledged
     */
    record Batch(List<Sent> events, boolean isAbandoned, boolean isDuplicated) {}

    private final Random random;
    private final Traffic traffic;
    private final Instant from;

    /** @param now the end of the days that the events are spread over */
    Batches(String producer, long seed, Instant now) {
        this.random = new Random(seed);
        this.traffic = new Traffic(producer, seed);
        this.from = now.minus(SPAN).minusSeconds(60);
    }

    Batch next() {
        return new Batch(
                traffic.events(20 + random.nextInt(130), USERS, VIDEOS, from, SPAN),
                random.nextInt(12) == 0,
                random.nextInt(15) == 0);
    }
}
