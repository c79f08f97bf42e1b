package dev.weir.job.ledger;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Amounts by account and key.
 *
 * <p>Two tallies of different events add up to one of all of them: so each subtask keeps its own, and after a change of the
 * parallelism it does not matter which subtask goes on with which. Not thread-safe.
 */
public final class Tally {
    /** Takes each amount in turn. */
    @FunctionalInterface
    public interface Reader {
        void amount(Account account, long key, long amount);
    }

    /** Cells of one amount: some change with every record, and none of that makes an object. */
    private final Map<Account, Map<Long, long[]>> cells = new EnumMap<>(Account.class);

    /** Adds to an amount, or for an account of offsets or times, widens it. */
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
