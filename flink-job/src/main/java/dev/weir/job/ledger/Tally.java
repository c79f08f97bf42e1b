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

    private final Map<Account, Map<Long, Long>> amounts = new EnumMap<>(Account.class);

    /** Adds to an amount, or for an account of offsets or times, widens it. */
    public void add(Account account, long key, long amount) {
        amounts.computeIfAbsent(account, any -> new HashMap<>()).merge(key, amount, account::merge);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tally tally && amounts.equals(tally.amounts);
    }

    @Override
    public int hashCode() {
        return amounts.hashCode();
    }

    @Override
    public String toString() {
        return amounts.toString();
    }

    public void forEach(Reader reader) {
        amounts.forEach((account, byKey) -> byKey.forEach((key, amount) -> reader.amount(account, key, amount)));
    }
}
