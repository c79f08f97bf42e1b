// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.time;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How old an event may be when it is received.
 *
 * <p>A larger lateness applies to every event at once. A smaller one only applies to events received after the change.
 * So events that the gateway has already accepted are still counted, and a replay does not revert what has been
 * counted.
 *
 * @param earlier earlier, larger values that still apply to some events
 */
public record Lateness(Duration now, List<Earlier> earlier) implements Serializable {
    private static final long serialVersionUID = 1L;

    public Lateness {
        earlier = List.copyOf(earlier);
    }

    /** A lateness that was never changed. */
    public static Lateness of(Duration lateness) {
        return new Lateness(lateness, List.of());
    }

    /** The lateness for an event received at this time. */
    public Duration at(long receivedAt) {
        Duration longest = now;
        for (Earlier before : earlier) {
            if (before.holdsAt(receivedAt) && before.value().compareTo(longest) > 0) {
                longest = before.value();
            }
        }
        return longest;
    }

    /** The longest lateness of any event that is still to come. */
    public Duration longest() {
        return at(Long.MIN_VALUE);
    }

    /**
     * The lateness after a change.
     *
     * @param changedAt must be later than the receipt of every event read so far
     * @param clock no event received before this time is still to come
     */
    public Lateness changedTo(Duration lateness, long changedAt, long clock) {
        return new Lateness(
                lateness,
                Stream.concat(earlier.stream(), Stream.of(new Earlier(now, changedAt)))
                        .filter(before -> before.value().compareTo(lateness) > 0 && before.holdsAt(clock))
                        .toList());
    }
}
