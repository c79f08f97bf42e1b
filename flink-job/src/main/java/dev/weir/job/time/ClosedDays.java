package dev.weir.job.time;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Days whose counts can never change again, because state that they were made of has been dropped.
 *
 * <p>While the lateness stays the same, {@link Retention} alone keeps events away from them. Once it has been raised, these
 * are the days that it must not open again: their counts would begin at zero.
 *
 * @param ranges in order, without overlap
 */
public record ClosedDays(List<Range> ranges) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** No day at all. */
    public static final ClosedDays NONE = new ClosedDays(List.of());

    /** An event changes the windows of so many days after its own, too. */
    private static final int DAYS_AFTER = 29;

    public ClosedDays {
        ranges = List.copyOf(ranges);
    }

    /** Days from the first on, and before the last. */
    public record Range(int from, int before) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    public boolean contain(int day) {
        for (Range range : ranges) {
            if (range.from() <= day && day < range.before()) {
                return true;
            }
        }
        return false;
    }

    /**
     * With the days whose state has been dropped since.
     *
     * <p>Where nothing was ever counted, nothing was dropped: days long before the first that was counted stay open.
     *
     * @param firstCounted the first day that an event was counted for
     * @param oldest the oldest day whose state is kept
     */
    public ClosedDays withDropped(int firstCounted, int oldest) {
        return firstCounted < oldest ? with(new Range(firstCounted - DAYS_AFTER, oldest)) : this;
    }

    /** With another range, which may overlap. */
    public ClosedDays with(Range added) {
        List<Range> all = new ArrayList<>(ranges);
        all.add(added);
        all.sort(Comparator.comparingInt(Range::from));
        List<Range> merged = new ArrayList<>();
        for (Range range : all) {
            Range last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && range.from() <= last.before()) {
                merged.set(merged.size() - 1, new Range(last.from(), Math.max(last.before(), range.before())));
            } else {
                merged.add(range);
            }
        }
        return new ClosedDays(merged);
    }
}
