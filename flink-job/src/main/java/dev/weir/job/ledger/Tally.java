// SPDX-License-Identifier: Apache-2.0
package dev.weir.job.ledger;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Amounts by account and key.
 *
 * <p>The tallies of different events can be merged. So each subtask keeps its own, and after a change of parallelism it
 * does not matter which subtask restores which tally. Not thread-safe.
 */
public final class Tally {
    /** Receives the amounts one by one. */
    @FunctionalInterface
    public interface Reader {
        void amount(Account account, long key, long amount);
    }

    /** Single-element arrays, so that updating an amount with every record allocates nothing. */
    private final Map<Account, Map<Long, long[]>> cells = new EnumMap<>(Account.class);

    /** Merges an amount into the tally: adds it or, in accounts of offsets and times, takes the minimum or maximum. */
    public void add(Account account, long key, long amount) {
        Map<Long, long[]> byKey = cells.computeIfAbsent(account, any -> new HashMap<>());
        long[] cell = byKey.get(key);
        if (cell == null) {
            byKey.put(key, new long[] {amount});
        } else {
            cell[0] = account.merge(cell[0], amount);
        }
    }

    public void forEach(Reader reader) {
        cells.forEach((account, byKey) -> byKey.forEach((key, cell) -> reader.amount(account, key, cell[0])));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tally tally && amounts().equals(tally.amounts());
    }

    @Override
    public int hashCode() {
        return amounts().hashCode();
    }

    @Override
    public String toString() {
        return amounts().toString();
    }

    private Map<Account, Map<Long, Long>> amounts() {
        Map<Account, Map<Long, Long>> amounts = new EnumMap<>(Account.class);
        forEach((account, key, amount) ->
                amounts.computeIfAbsent(account, any -> new HashMap<>()).put(key, amount));
        return amounts;
    }
}
