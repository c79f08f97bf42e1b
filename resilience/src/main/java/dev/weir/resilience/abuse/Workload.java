// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import dev.weir.testbed.PostBytes;
import dev.weir.testbed.Sent;
import dev.weir.testbed.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The load of the good client: 1,000 events a second. The same {@code until} gives the same sequence of batches. */
final class Workload {
    static final int REQUESTS_A_SECOND = 50;

    private static final int EVENTS_A_REQUEST = 20;
    private static final int USERS = 400;
    private static final int VIDEOS = 60;

    /** One hour, so that the oracle has little to add up. */
    private static final Duration SPAN = Duration.ofHours(1);

    private final Traffic traffic;
    private final Instant from;

    /** @param name the name of the client; clients with different names send different events */
    Workload(String name, Instant until) {
        this.traffic = new Traffic(name, 1);
        this.from = until.minus(SPAN);
    }

    List<Sent> next() {
        return traffic.events(EVENTS_A_REQUEST, USERS, VIDEOS, from, SPAN);
    }

    static Request request(List<Sent> batch) {
        return Request.of(PostBytes.json(Sent.json(batch)));
    }
}
