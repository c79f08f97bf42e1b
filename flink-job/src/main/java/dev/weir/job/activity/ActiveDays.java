// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.activity;

import java.util.Arrays;

/**
 * The days on which one user was active, as a sparse bitmap.
 *
 * <p>The array consists of pairs of a word number and that word's 64 bits, sorted by word number. Day <em>d</em> is bit
 * <em>d mod 64</em> of word <em>d div 64</em>. An active month costs 16 or 32 bytes.
 *
 * <p>Methods never modify the array, which belongs to the state; a change returns a new array.
 */
final class ActiveDays {
    /** The days of a user who was never active. */
    static final long[] EMPTY = {};

    /** There is no active day before, or after, the given one. */
    static final int NONE = Integer.MIN_VALUE;

    private ActiveDays() {}

    static boolean contains(long[] days, int day) {
        int pair = pairOf(days, wordOf(day));
        return pair >= 0 && (days[pair + 1] & bitOf(day)) != 0;
    }

    static long[] with(long[] days, int day) {
        int pair = pairOf(days, wordOf(day));
        if (pair >= 0) {
            long[] changed = days.clone();
            changed[pair + 1] |= bitOf(day);
            return changed;
        }
        int at = -pair - 1;
        long[] longer = new long[days.length + 2];
        System.arraycopy(days, 0, longer, 0, at);
        longer[at] = wordOf(day);
        longer[at + 1] = bitOf(day);
        System.arraycopy(days, at, longer, at + 2, days.length - at);
        return longer;
    }

    /** The last active day before this one, or {@link #NONE}. */
    static int before(long[] days, int day) {
        for (int pair = days.length - 2; pair >= 0; pair -= 2) {
            long bits = days[pair] < wordOf(day)
                    ? days[pair + 1]
                    : days[pair] == wordOf(day) ? days[pair + 1] & (bitOf(day) - 1) : 0;
            if (bits != 0) {
                return (int) (days[pair] * Long.SIZE) + Long.SIZE - 1 - Long.numberOfLeadingZeros(bits);
            }
        }
        return NONE;
    }

    /** The first active day after this one, or {@link #NONE}. */
    static int after(long[] days, int day) {
        for (int pair = 0; pair < days.length; pair += 2) {
            long bits = days[pair] > wordOf(day)
                    ? days[pair + 1]
                    : days[pair] == wordOf(day) ? days[pair + 1] & ~(bitOf(day) - 1) & ~bitOf(day) : 0;
            if (bits != 0) {
                return (int) (days[pair] * Long.SIZE) + Long.numberOfTrailingZeros(bits);
            }
        }
        return NONE;
    }

    /** Removes the days before this one, but only in whole words of 64 days. */
    static long[] from(long[] days, int day) {
        int pair = 0;
        while (pair < days.length && days[pair] < wordOf(day)) {
            pair += 2;
        }
        return pair == 0 ? days : Arrays.copyOfRange(days, pair, days.length);
    }

    private static long wordOf(int day) {
        return Math.floorDiv(day, Long.SIZE);
    }

    private static long bitOf(int day) {
        return 1L << day;
    }

    /** The index of the word's pair. If absent, minus the insertion index minus 1, as in binary search. */
    private static int pairOf(long[] days, long word) {
        for (int pair = 0; pair < days.length; pair += 2) {
            if (days[pair] >= word) {
                return days[pair] == word ? pair : -pair - 1;
            }
        }
        return -days.length - 1;
    }
}
