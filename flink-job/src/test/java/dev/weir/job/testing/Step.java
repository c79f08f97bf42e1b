package dev.weir.job.testing;

import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * One thing that happens to an operator in a random history.
 *
 * @param hours for an event its age on receipt, for {@link Kind#TIME} how much of it passes
 * @param key whose event it is
 */
public record Step(Kind kind, int hours, int key) {
    /** What happens. */
    public enum Kind {
        /** An event is received. */
        EVENT,
        /** Nothing is received for some time; the watermark stays where it is, as it does while a log is read again. */
        TIME,
        /** The watermark reaches the present. */
        WATERMARK,
        /** The operator is restored from a snapshot. */
        RESTART
    }

    /** Many events of a few keys; pauses from an hour to more than every window and every lateness together. */
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
