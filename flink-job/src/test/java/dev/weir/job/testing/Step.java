// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.testing;

import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * One step of a random history of an operator.
 *
 * @param hours for an event, its age on receipt; for {@link Kind#TIME}, the time that passes
 * @param key the key of the event
 */
public record Step(Kind kind, int hours, int key) {
    /** The kind of a step. */
    public enum Kind {
        /** An event is received. */
        EVENT,
        /** Nothing is received for some time, and the watermark stands still, as during a replay. */
        TIME,
        /** The watermark reaches the present. */
        WATERMARK,
        /** The operator is restored from a snapshot. */
        RESTART
    }

    /** Many events of a few keys, with pauses from an hour to longer than every window and lateness together. */
    public static Arbitrary<List<Step>> histories(int keys) {
        Arbitrary<Integer> hours = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.integers().between(0, 48)),
                Tuple.of(3, Arbitraries.integers().between(0, 45 * 24)),
                Tuple.of(1, Arbitraries.integers().between(0, 120 * 24)));
        Arbitrary<Kind> kinds = Arbitraries.frequency(
                Tuple.of(6, Kind.EVENT),
                Tuple.of(3, Kind.TIME),
                Tuple.of(2, Kind.WATERMARK),
                Tuple.of(1, Kind.RESTART));
        return Combinators.combine(kinds, hours, Arbitraries.integers().between(0, keys - 1))
                .as(Step::new)
                .list()
                .ofMaxSize(40);
    }

    /** The hours in milliseconds. */
    public long millis() {
        return TimeUnit.HOURS.toMillis(hours);
    }
}
