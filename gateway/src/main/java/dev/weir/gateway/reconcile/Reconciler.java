package dev.weir.gateway.reconcile;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import java.time.Duration;

/**
 * Reads what is to be compared, in the order in which the comparison is sound, and waits for the books where it must.
 *
 * <p>Each reading takes time, and the job goes on meanwhile. The tables have what the page before them says, or more; the
 * log has what that page has read, or more; and a page that has read the log to the end found after the tables has all
 * that the tables had.
 */
public final class Reconciler implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(250);

    /** How often the end of the log is asked again, before it is said that Kafka has lost records. */
    private static final int DOUBTS = 8;

    /** How time passes. */
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
     * Compares, on the caller's thread.
     *
     * @param patience how long to wait for a checkpoint that covers what the tables have
     */
    Reconciliation reconcile(Scope scope, Duration patience)
            throws ClickHouseUnavailableException, LogUnavailableException, InterruptedException {
        long deadline = time.nanos() + patience.toNanos();
        Reconciliation result = compare(scope, deadline);
        // While it waited for the books the tables went on: where all is quiet now, the answer can show equal sums.
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
                // A rebuild has shown its first page: the tables are to be held against it.
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

    /** A broker that was cut off may answer with an end of before, until it learns that it leads no more. */
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
