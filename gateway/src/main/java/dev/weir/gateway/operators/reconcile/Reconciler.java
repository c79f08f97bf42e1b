// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

import dev.weir.gateway.clickhouse.ClickHousePool;
import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.kafka.KafkaOffsets;
import dev.weir.gateway.kafka.KafkaUnavailableException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ledger, the tables and the log in an order that makes a comparison valid, and waits for a newer ledger if
 * necessary.
 *
 * <p>The job keeps running, so the order in {@link Readings} matters. The tables contain at least what the
 * page {@code before} says. The log contains at least what the page {@code since} covers. If a later page covers the
 * log up to the end that was read, it includes everything that was in the tables.
 */
public final class Reconciler {
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

        default Instant now() {
            return Instant.now();
        }
    }

    private final ComparisonSources sources;
    private final Time time;
    private volatile @Nullable LatestComparison latest;

    /** @param topic the topic of the events */
    public Reconciler(ClickHousePool clickHouse, KafkaOffsets log, String topic) {
        this(new LiveSources(clickHouse, log, topic), Time.REAL);
    }

    Reconciler(ComparisonSources sources, Time time) {
        this.sources = sources;
        this.time = time;
    }

    /**
     * Compares on the caller's thread.
     *
     * @param patience how long to wait for a checkpoint that covers everything in the tables
     */
    Comparison reconcile(ComparisonScope scope, Duration patience)
            throws ClickHouseUnavailableException, KafkaUnavailableException, InterruptedException {
        long deadline = time.nanos() + patience.toNanos();
        Comparison result = compare(scope, deadline);
        // The tables have grown during the wait for the sources. If no records are pending now, a second comparison can
        // show equal sums.
        boolean isOutdated = result.isBalanced() && result.pending() == 0 && !result.isEqual();
        Comparison last = isOutdated && !isOver(deadline) ? compare(scope, deadline) : result;
        latest = LatestComparison.of(last, time.now());
        return last;
    }

    /** The latest comparison; null if there is none yet. */
    public @Nullable LatestComparison latest() {
        return latest;
    }

    private Comparison compare(ComparisonScope scope, long deadline)
            throws ClickHouseUnavailableException, KafkaUnavailableException, InterruptedException {
        Readings readings = read(scope);
        Ledger after = sources.ledger();
        while (true) {
            Comparison result = Comparison.of(scope, readings, after);
            if (result.settled()) {
                return result;
            }
            if (isOver(deadline)) {
                return result.atLast();
            }
            time.pause(POLL);
            after = sources.ledger();
            if (after.epoch() != readings.before().epoch()) {
                // A rebuild has published its first page, so compare the tables with that.
                readings = read(scope);
                after = sources.ledger();
            }
        }
    }

    private Readings read(ComparisonScope scope)
            throws ClickHouseUnavailableException, KafkaUnavailableException, InterruptedException {
        Ledger before = sources.ledger();
        StoredSums stored = sources.stored(scope);
        Ledger since = sources.ledger();
        return new Readings(before, stored, since, offsetsAfter(since));
    }

    /**
     * Reads the offsets again if they are too small. An isolated broker may return an old end until it learns that it
     * is no longer the leader.
     */
    private LogOffsets offsetsAfter(Ledger page) throws KafkaUnavailableException, InterruptedException {
        LogOffsets offsets = sources.offsets();
        for (int doubt = 0; doubt < DOUBTS && offsets.endsBefore(page); doubt++) {
            time.pause(POLL);
            offsets = sources.offsets();
        }
        return offsets;
    }

    private boolean isOver(long deadline) {
        return time.nanos() >= deadline;
    }
}
