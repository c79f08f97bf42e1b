// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.views;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The views of one video by day, as pairs of a day and its count, sorted by day. Days without views are absent.
 *
 * <p>Methods never modify the array, which belongs to the state; a change returns a new array.
 */
final class DailyPanes {
    private DailyPanes() {}

    /** @param panes null if the video has no views yet */
    static long[] plus(long @Nullable [] panes, int day, long views) {
        if (panes == null) {
            return new long[] {day, views};
        }
        int at = firstFrom(panes, day);
        if (at < panes.length && panes[at] == day) {
            long[] changed = panes.clone();
            changed[at + 1] += views;
            return changed;
        }
        long[] longer = new long[panes.length + 2];
        System.arraycopy(panes, 0, longer, 0, at);
        longer[at] = day;
        longer[at + 1] = views;
        System.arraycopy(panes, at, longer, at + 2, panes.length - at);
        return longer;
    }

    /** Whether the day has no views yet. */
    static boolean isNew(long @Nullable [] panes, int day) {
        return panes == null || sum(panes, day, day) == 0;
    }

    /** The views from the first to the last day, both inclusive. */
    static long sum(long[] panes, int first, int last) {
        long sum = 0;
        for (int at = firstFrom(panes, first); at < panes.length && panes[at] <= last; at += 2) {
            sum += panes[at + 1];
        }
        return sum;
    }

    /** The last day with views. */
    static int lastDay(long[] panes) {
        return (int) panes[panes.length - 2];
    }

    /** Removes the days before this one; null if nothing is left. */
    static long @Nullable [] from(long[] panes, int day) {
        int at = firstFrom(panes, day);
        return at == panes.length ? null : at == 0 ? panes : Arrays.copyOfRange(panes, at, panes.length);
    }

    /** The index of the first pair of this day or later. Searches from the end, because most views are recent. */
    private static int firstFrom(long[] panes, int day) {
        int at = panes.length;
        while (at > 0 && panes[at - 2] >= day) {
            at -= 2;
        }
        return at;
    }
}
