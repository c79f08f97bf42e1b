// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.reconcile;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import java.time.Duration;

/**
 * Reads the books, the tables and the log in an order that makes a comparison valid, and waits for newer books if
 * necessary.
 *
 * <p>The job keeps running meanwhile, so the order in {@link Readings} matters. The tables contain at least what the
 * page {@code before} says. The log contains at least what the page {@code since} covers. If a later page covers the
 * log up to the end that was read, it includes everything that was in the tables.
 */
public final class Reconciler implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(250);

    /** How often to read the end of the log again before reporting that Kafka has lost records. */
    private static final int DOUBTS = 8;

    /** The clock, which tests replace. */
    interface Time {
        Time REAL = new Time() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void pause(Duration pause) throws InterruptedException {
                Thread.sleep(pause.toMillis());
            }
        };

        long nanos();

        void pause(Duration pause) throws InterruptedException;
    }

    private final Books books;
    private final LogReader log;
    private final Time time;

    public Reconciler(Books books, LogReader log) {
        this(books, log, Time.REAL);
    }

    Reconciler(Books books, LogReader log, Time time) {
        this.books = books;
        this.log = log;
        this.time = time;
    }

    /**
     * Compares on the caller's thread.
     *
     * @param patience how long to wait for a checkpoint that covers everything in the tables
     */
    Reconciliation reconcile(Scope scope, Duration patience)
            throws ClickHouseUnavailableException, LogUnavailableException, InterruptedException {
        long deadline = time.nanos() + patience.toNanos();
        Reconciliation result = compare(scope, deadline);
        // The tables have grown during the wait for the books. If no records are pending now, a second comparison can
        // show equal sums.
        boolean isOutdated = result.isBalanced() && result.pending() == 0 && !result.isEqual();
        return isOutdated && !isOver(deadline) ? compare(scope, deadline) : result;
    }

    private Reconciliation compare(Scope scope, long deadline)
            throws ClickHouseUnavailableException, LogUnavailableException, InterruptedException {
        Readings readings = read(scope);
        Ledger after = books.ledger();
        while (true) {
            Reconciliation result = Reconciliation.of(scope, readings, after);
            if (result.settled()) {
                return result;
            }
            if (isOver(deadline)) {
                return result.atLast();
            }
            time.pause(POLL);
            after = books.ledger();
            if (after.epoch() != readings.before().epoch()) {
                // A rebuild has published its first page, so compare the tables with that.
                readings = read(scope);
                after = books.ledger();
            }
        }
    }

    private Readings read(Scope scope)
            throws ClickHouseUnavailableException, LogUnavailableException, InterruptedException {
        Ledger before = books.ledger();
        StoredSums stored = books.stored(scope);
        Ledger since = books.ledger();
        return new Readings(before, stored, since, offsetsAfter(since));
    }

    /**
     * Reads the offsets again if they are too small. An isolated broker may return an old end until it learns that it
     * is no longer the leader.
     */
    private LogOffsets offsetsAfter(Ledger page) throws LogUnavailableException, InterruptedException {
        LogOffsets offsets = log.offsets();
        for (int doubt = 0; doubt < DOUBTS && offsets.endsBefore(page); doubt++) {
            time.pause(POLL);
            offsets = log.offsets();
        }
        return offsets;
    }

    private boolean isOver(long deadline) {
        return time.nanos() >= deadline;
    }

    @Override
    public void close() {
        log.close();
        books.close();
    }
}
