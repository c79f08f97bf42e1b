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
public record DedupHorizon(Duration current, List<EarlierValue> earlier) implements Serializable {
    private static final long serialVersionUID = 1L;

    public DedupHorizon {
        earlier = List.copyOf(earlier);
    }

    /** A horizon that was never changed. */
    public static DedupHorizon of(Duration horizon) {
        return new DedupHorizon(horizon, List.of());
    }

    /** The horizon for an event received at this time, in milliseconds. */
    public long millisAt(long receivedAt) {
        long shortest = current.toMillis();
        for (EarlierValue previous : earlier) {
            if (previous.appliesAt(receivedAt)) {
                shortest = Math.min(shortest, previous.value().toMillis());
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
    public DedupHorizon changedTo(Duration horizon, long changedAt, long clock) {
        return new DedupHorizon(
                horizon,
                Stream.concat(earlier.stream(), Stream.of(new EarlierValue(current, changedAt)))
                        .filter(previous -> previous.value().compareTo(horizon) < 0 && previous.appliesAt(clock))
                        .toList());
    }
}
