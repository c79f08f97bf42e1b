package dev.weir.job.activity;

/**
 * A user's first event of a day, and the windows that it makes the user part of.
 *
 * <p>A window is named by its last day. A user is in the windows of a length <em>n</em> that end on the active day and the
 * <em>n</em>−1 days after it, except those that an earlier active day (up to its own <em>n</em>−1 days later) or a later one
 * (from itself on) had put the user into. What remains is one run of days, perhaps an empty one.
 *
 * @param firstWeek with {@code lastWeek}, the 7-day windows that are new; none if the first is after the last
 * @param firstMonth with {@code lastMonth}, the 30-day windows that are new
 */
public record Activation(int day, int firstWeek, int lastWeek, int firstMonth, int lastMonth) {
    static final int WEEK = 7;
    static final int MONTH = 30;

    /** @param before the user's last active day before this one, {@code after} the first after it */
    static Activation of(int day, int before, int after) {
        return new Activation(
                day,
                firstNew(day, before, WEEK),
                lastNew(day, after, WEEK),
                firstNew(day, before, MONTH),
                lastNew(day, after, MONTH));
    }

    private static int firstNew(int day, int before, int length) {
        return before == ActiveDays.NONE ? day : Math.max(day, before + length);
    }

    private static int lastNew(int day, int after, int length) {
        int last = day + length - 1;
        return after == ActiveDays.NONE ? last : Math.min(last, after - 1);
    }
}
