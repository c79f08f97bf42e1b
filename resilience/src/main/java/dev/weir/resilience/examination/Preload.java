// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.examination;

import dev.weir.testbed.Sent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Views that are counted before the faults, too many to record one by one. They are views of one video by a thousand
 * users, all at one time that is earlier than all other events.
 *
 * @param events the number of events; a multiple of {@link #BATCH}
 */
public record Preload(long events, Instant at) {
    /** Events per request, one for each user. */
    public static final int BATCH = 1_000;

    static final String VIDEO = "preloaded";

    private static final Duration AGE = Duration.ofDays(25);

    public Preload {
        if (events < 0 || events % BATCH != 0) {
            throw new IllegalArgumentException(events + " is not a multiple of " + BATCH);
        }
    }

    public static final Preload NONE = of(0);

    /** @param events the number of events; a multiple of {@link #BATCH} */
    public static Preload of(long events) {
        return new Preload(events, Instant.now().minus(AGE).truncatedTo(ChronoUnit.MILLIS));
    }

    /** The events of one request: each user's view with this number. */
    public List<Sent> batch(long number) {
        return LongStream.range(0, BATCH).mapToObj(user -> event(user, number)).toList();
    }

    public long batches() {
        return events / BATCH;
    }

    /** For each user, one view and how many events it stands for. */
    Map<Sent, Long> times() {
        Map<Sent, Long> times = new HashMap<>();
        if (events > 0) {
            batch(0).forEach(first -> times.put(first, batches()));
        }
        return times;
    }

    /** How many rows each user has in the table of events. */
    Map<String, Long> eventsByUser() {
        Map<String, Long> byUser = new HashMap<>();
        times().forEach((first, times) -> byUser.put(first.userId(), times));
        return byUser;
    }

    private Sent event(long user, long number) {
        return new Sent("preloaded-" + number, "preloaded-" + user, VIDEO, at);
    }
}
