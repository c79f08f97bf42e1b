package dev.weir.job.time;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How old an event may be when it is received.
 *
 * <p>A larger lateness holds for every event at once. A smaller one holds for those that are received from the change on:
 * what the gateway accepted before is counted as it was promised, and a replay does not take back what has been counted.
 *
 * @param earlier larger ones of before
 */
public record Lateness(Duration now, List<Earlier> earlier) implements Serializable {
    private static final long serialVersionUID = 1L;

    public Lateness {
        earlier = List.copyOf(earlier);
    }

    /** One that was never changed. */
    public static Lateness of(Duration lateness) {
        return new Lateness(lateness, List.of());
    }

    /** For an event that was received at this time. */
    public Duration at(long receivedAt) {
        Duration longest = now;
        for (Earlier before : earlier) {
            if (before.holdsAt(receivedAt) && before.value().compareTo(longest) > 0) {
                longest = before.value();
            }
        }
        return longest;
    }

    /** The longest that holds for any event that is still to come. */
    public Duration longest() {
        return at(Long.MIN_VALUE);
    }

    /**
     * After a change.
     *
     * @param changedAt later than every receipt of an event that has been read
     * @param clock no event that was received before it is still to come
     */
    public Lateness changedTo(Duration lateness, long changedAt, long clock) {
        return new Lateness(
                lateness,
                Stream.concat(earlier.stream(), Stream.of(new Earlier(now, changedAt)))
                        .filter(before -> before.value().compareTo(lateness) > 0 && before.holdsAt(clock))
                        .toList());
    }
}
