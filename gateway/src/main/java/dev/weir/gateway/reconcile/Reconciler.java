package dev.weir.gateway.reconcile;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;

/** Reads what is to be compared, in the order in which the comparison is sound, and waits for the books where it must. */
public final class Reconciler implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(250);

    private final Books books;
    private final LogEnds log;

    public Reconciler(Books books, LogEnds log) {
        this.books = books;
        this.log = log;
    }

    /**
     * Compares, on the caller's thread.
     *
     * @param patience how long to wait for a checkpoint that covers what the tables have
     */
    Reconciliation reconcile(Scope scope, Duration patience)
            throws ClickHouseUnavailableException, LogUnavailableException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        Reconciliation result = compare(scope, deadline);
        // While it waited for the books the tables went on: where all is quiet now, the answer can show equal sums.
        boolean isOutdated = result.isBalanced() && result.pending() == 0 && !result.isEqual();
        return isOutdated ? compare(scope, deadline) : result;
    }

    private Reconciliation compare(Scope scope, long deadline)
            throws ClickHouseUnavailableException, LogUnavailableException, InterruptedException {
        Ledger before = books.ledger();
        Map<Column, SortedMap<Long, Long>> stored = books.stored(scope);
        Map<Integer, Long> ends = log.ends();
        while (true) {
            Reconciliation result = Reconciliation.of(scope, before, stored, ends, books.ledger());
            if (result.settled() || System.nanoTime() > deadline) {
                return result;
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    @Override
    public void close() {
        log.close();
        books.close();
    }
}
