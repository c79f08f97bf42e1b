// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.activity;

/**
 * A user's first event of a day, and the windows in which the user becomes active because of it.
 *
 * <p>A window is identified by its last day. An active day belongs to the windows of length <em>n</em> that end on that
 * day or on the <em>n</em>−1 days after it. Windows in which another active day already counts the user are excluded:
 * an earlier day covers the windows up to <em>n</em>−1 days after it, a later day those from itself on. The remaining
 * windows form one range, which may be empty.
 *
 * @param firstWeek the last day of the first new 7-day window; the range to {@code lastWeek} is empty if this is
 *     greater
 * @param lastWeek the last day of the last new 7-day window
 * @param firstMonth the last day of the first new 30-day window; the range to {@code lastMonth} is empty if this is
 *     greater
 * @param lastMonth the last day of the last new 30-day window
 */
public record Activation(int day, int firstWeek, int lastWeek, int firstMonth, int lastMonth) {
    static final int WEEK = 7;
    static final int MONTH = 30;

    /**
     * @param before the user's last active day before {@code day}
     * @param after the user's first active day after {@code day}
     */
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
