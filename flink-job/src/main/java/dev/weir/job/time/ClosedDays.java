// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.time;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Days whose counts can no longer change, because the state behind them has been dropped.
 *
 * <p>While the lateness stays the same, {@link StateRetention} alone rejects events of these days. If the lateness is
 * raised, these days must stay closed, because their counts would start from zero.
 *
 * @param ranges sorted and without overlap
 */
public record ClosedDays(List<Range> ranges) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** No closed days. */
    public static final ClosedDays NONE = new ClosedDays(List.of());

    /** An event also changes windows that end up to this many days after its own day. */
    private static final int DAYS_AFTER = 29;

    public ClosedDays {
        ranges = List.copyOf(ranges);
    }

    /** The days from {@code from} (inclusive) to {@code before} (exclusive). */
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
     * Returns a copy that also contains the days whose state has been dropped since.
     *
     * <p>State was only dropped for days with counts. Days long before the first counted day stay open.
     *
     * @param firstCounted the first day that an event was counted for
     * @param oldest the oldest day whose state is kept
     */
    public ClosedDays withDropped(int firstCounted, int oldest) {
        return firstCounted < oldest ? with(new Range(firstCounted - DAYS_AFTER, oldest)) : this;
    }

    /** Returns a copy with another range, which may overlap existing ones. */
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
