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
public record AllowedLateness(Duration current, List<EarlierValue> earlier) implements Serializable {
    private static final long serialVersionUID = 1L;

    public AllowedLateness {
        earlier = List.copyOf(earlier);
    }

    /** A lateness that was never changed. */
    public static AllowedLateness of(Duration lateness) {
        return new AllowedLateness(lateness, List.of());
    }

    /** The lateness for an event received at this time. */
    public Duration at(long receivedAt) {
        Duration longest = current;
        for (EarlierValue previous : earlier) {
            if (previous.appliesAt(receivedAt) && previous.value().compareTo(longest) > 0) {
                longest = previous.value();
            }
        }
        return longest;
    }

    /**
     * The lateness after a change.
     *
     * @param changedAt must be later than the receipt of every event read so far
     * @param clock no event received before this time is still to come
     */
    public AllowedLateness changedTo(Duration lateness, long changedAt, long clock) {
        return new AllowedLateness(
                lateness,
                Stream.concat(earlier.stream(), Stream.of(new EarlierValue(current, changedAt)))
                        .filter(previous -> previous.value().compareTo(lateness) > 0 && previous.appliesAt(clock))
                        .toList());
    }
}
