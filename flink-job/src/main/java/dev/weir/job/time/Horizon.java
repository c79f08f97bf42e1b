package dev.weir.job.time;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How long an identity is remembered.
 *
 * <p>A shorter horizon holds for every event at once. A longer one holds for those that are received from the change on: a
 * replay must not take for a duplicate what has been counted.
 *
 * @param earlier shorter ones of before
 */
public record Horizon(Duration now, List<Earlier> earlier) implements Serializable {
    private static final long serialVersionUID = 1L;

    public Horizon {
        earlier = List.copyOf(earlier);
    }

    /** One that was never changed. */
    public static Horizon of(Duration horizon) {
        return new Horizon(horizon, List.of());
    }

    /** For an event that was received at this time, in milliseconds. */
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
     * After a change.
     *
     * @param changedAt later than every receipt of an event that has been read
     * @param clock no event that was received before it is still to come
     */
    public Horizon changedTo(Duration horizon, long changedAt, long clock) {
        return new Horizon(
                horizon,
                Stream.concat(earlier.stream(), Stream.of(new Earlier(now, changedAt)))
                        .filter(before -> before.value().compareTo(horizon) < 0 && before.holdsAt(clock))
                        .toList());
    }
}
