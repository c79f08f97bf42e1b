// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The job's ledger as of its last complete checkpoint.
 *
 * @param amounts by account and key, as in the view {@code ledger}
 */
record Ledger(int epoch, long checkpoint, Instant notedAt, Map<String, NavigableMap<Long, Long>> amounts) {
    private static final long MILLIS_OF_A_DAY = 86_400_000;
    private static final int WINDOW = 30;

    /** The ledger before the first checkpoint. */
    static final Ledger EMPTY = new Ledger(0, 0, Instant.EPOCH, Map.of());

    boolean isEmpty() {
        return amounts.isEmpty();
    }

    NavigableMap<Long, Long> of(String account) {
        return amounts.getOrDefault(account, new TreeMap<>());
    }

    long of(String account, long key) {
        return of(account).getOrDefault(key, 0L);
    }

    long total(String account) {
        return sum(of(account));
    }

    static long sum(SortedMap<Long, Long> amounts) {
        return amounts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The last day whose rows are in every table. Rows of windows that end later are written when their day begins. */
    long today() {
        Long clock = of("clock").get(0L);
        return clock == null || clock == Long.MIN_VALUE ? Long.MIN_VALUE : Math.floorDiv(clock, MILLIS_OF_A_DAY);
    }

    /** The amounts of an account by day, up to today. */
    SortedMap<Long, Long> byDayOfWindow(String account) {
        return of(account).headMap(today(), true);
    }

    /** For each day up to today, the views of the 30 days that end with it. */
    SortedMap<Long, Long> views30d() {
        SortedMap<Long, Long> windows = new TreeMap<>();
        of("views").forEach((day, views) -> {
            for (long end = day; end < day + WINDOW && end <= today(); end++) {
                windows.merge(end, views, Long::sum);
            }
        });
        return windows;
    }

    /** The records that are not counted, by partition. */
    SortedMap<Long, Long> deadLetters() {
        SortedMap<Long, Long> letters = new TreeMap<>(of("late"));
        of("malformed").forEach((partition, amount) -> letters.merge(partition, amount, Long::sum));
        return letters;
    }

    /** Checks that the page is complete: it contains its number of lines. Pages of earlier versions do not. */
    List<String> problems() {
        Long expected = of("lines").get(0L);
        long found = amounts.entrySet().stream()
                .filter(account -> !account.getKey().equals("lines"))
                .mapToLong(account -> account.getValue().size())
                .sum();
        return expected == null || expected == found
                ? List.of()
                : List.of(String.format(
                        Locale.ROOT,
                        "The ledger has %d lines, but should have %d: rows of ledger_store were deleted or added."
                                + " The job writes all of them again within 120 checkpoints, or when it is restarted.",
                        found,
                        expected));
    }
}
