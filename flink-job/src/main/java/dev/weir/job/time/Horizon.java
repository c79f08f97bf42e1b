// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.time;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How long an identity is remembered.
 *
 * <p>A shorter horizon applies to every event at once. A longer one only applies to events received after the change,
 * so that a replay does not drop a counted event as a duplicate.
 *
 * @param earlier earlier, shorter values that still apply to some events
 */
public record Horizon(Duration now, List<Earlier> earlier) implements Serializable {
    private static final long serialVersionUID = 1L;

    public Horizon {
        earlier = List.copyOf(earlier);
    }

    /** A horizon that was never changed. */
    public static Horizon of(Duration horizon) {
        return new Horizon(horizon, List.of());
    }

    /** The horizon for an event received at this time, in milliseconds. */
    public long millisAt(long receivedAt) {
        long shortest = now.toMillis();
        for (Earlier before : earlier) {
            if (before.holdsAt(receivedAt)) {
                shortest = Math.min(shortest, before.value().toMillis());
            }
        }
        return shortest;
    }

    /**
     * The horizon after a change.
     *
     * @param changedAt must be later than the receipt of every event read so far
     * @param clock no event received before this time is still to come
     */
    public Horizon changedTo(Duration horizon, long changedAt, long clock) {
        return new Horizon(
                horizon,
                Stream.concat(earlier.stream(), Stream.of(new Earlier(now, changedAt)))
                        .filter(before -> before.value().compareTo(horizon) < 0 && before.holdsAt(clock))
                        .toList());
    }
}
