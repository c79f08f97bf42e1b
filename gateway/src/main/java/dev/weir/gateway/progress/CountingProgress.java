// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.progress;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.kafka.KafkaUnavailableException;
import dev.weir.http.admission.Client;
import dev.weir.http.background.Periodic;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets requests wait until the log has been counted up to given positions.
 *
 * <p>Three threads serve all waiting requests. The first polls the counted positions, but only while a request waits.
 * The second completes requests whose time is over, so a slow poll never extends a wait. The third checks the positions
 * that clients claim against the end of the log. Positions beyond the end are invented, and would keep a place occupied
 * until the timeout. Thread-safe.
 */
public final class CountingProgress implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CountingProgress.class);

    /** A fraction of the requests that may be in progress, so that waiting requests leave room for all others. */
    static final int MAX_WAITING = 500;

    /** The limit for one client. */
    static final int MAX_WAITING_OF_ONE = MAX_WAITING / 4;

    private static final Duration INTERVAL = Duration.ofMillis(100);

    /** The result of waiting. */
    public enum Outcome {
        COUNTED,
        /** The time is over, the gateway is stopping, or too many requests wait already. */
        NOT_YET,
        /** The log ends before these positions. */
        BEYOND_THE_LOG
    }

    private static final class Waiting {
        final Client client;
        final LogPositions positions;
        final long deadlineNanos;
        final Consumer<Outcome> whenDone;
        volatile boolean isInTheLog;
        volatile boolean isBeyond;

        Waiting(
                Client client,
                LogPositions positions,
                boolean isInTheLog,
                long deadlineNanos,
                Consumer<Outcome> whenDone) {
            this.client = client;
            this.positions = positions;
            this.isInTheLog = isInTheLog;
            this.deadlineNanos = deadlineNanos;
            this.whenDone = whenDone;
        }
    }

    private final PositionReader counted;
    private final PositionReader logEnd;
    private final Duration patience;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final ConcurrentMap<Client, Integer> countByClient = new ConcurrentHashMap<>();
    private final List<Periodic> threads;

    private volatile LogPositions latest = new LogPositions(Map.of());
    private volatile LogPositions lastEnd = new LogPositions(Map.of());
    private volatile boolean released;

    /**
     * @param counted reads positions whose earlier records are all in every table
     * @param logEnd reads the end of each partition
     * @param patience how long a request may wait
     */
    public CountingProgress(PositionReader counted, PositionReader logEnd, Duration patience, MeterRegistry meters) {
        this.counted = counted;
        this.logEnd = logEnd;
        this.patience = patience;
        Gauge.builder("weir.progress.waiting", count, AtomicInteger::get)
                .description("Requests waiting until events are counted")
                .register(meters);
        threads = List.of(
                Periodic.start("progress-asking", Duration.ZERO, INTERVAL, this::ask),
                Periodic.start("progress-checking", Duration.ZERO, INTERVAL, this::check),
                Periodic.start("progress-answering", Duration.ZERO, INTERVAL, this::answer));
    }

    /**
     * Waits for positions that are known to be in the log.
     *
     * @param client the client that waits; one client can take only a part of the places
     * @param whenDone called exactly once, possibly before this method returns; must not block its thread
     */
    public void await(Client client, LogPositions positions, Consumer<Outcome> whenDone) {
        await(client, positions, true, whenDone);
    }

    /** Waits for positions that a client sent, which may be invented. */
    public void awaitClaimed(Client client, LogPositions positions, Consumer<Outcome> whenDone) {
        await(client, positions, lastEnd.covers(positions), whenDone);
    }

    private void await(Client client, LogPositions positions, boolean isInTheLog, Consumer<Outcome> whenDone) {
        if (latest.covers(positions)) {
            whenDone.accept(Outcome.COUNTED);
        } else if (released || !enter(client)) {
            whenDone.accept(Outcome.NOT_YET);
        } else {
            waiting.add(new Waiting(client, positions, isInTheLog, System.nanoTime() + patience.toNanos(), whenDone));
        }
    }

    /** Completes all waiting requests, and later ones at once, so that a stopping gateway keeps no request waiting. */
    public void release() {
        released = true;
    }

    @Override
    public void close() {
        release();
        answer();
        threads.forEach(Periodic::close);
    }

    private boolean enter(Client client) {
        if (count.incrementAndGet() > MAX_WAITING) {
            count.decrementAndGet();
            return false;
        }
        if (countByClient.merge(client, 1, Integer::sum) > MAX_WAITING_OF_ONE) {
            leave(client);
            return false;
        }
        return true;
    }

    private void leave(Client client) {
        count.decrementAndGet();
        countByClient.computeIfPresent(client, (same, places) -> places == 1 ? null : places - 1);
    }

    private void ask() throws InterruptedException {
        if (waiting.isEmpty()) {
            return;
        }
        try {
            latest = counted.read();
            answer();
        } catch (ClickHouseUnavailableException | KafkaUnavailableException unavailable) {
            log.atDebug().setCause(unavailable).log("The progress of the job could not be read");
        }
    }

    /**
     * Reads the end of the log once for all claims, after they were made. If it cannot be read, the claims keep
     * waiting.
     */
    private void check() throws InterruptedException {
        Collection<Waiting> claims = waiting.stream()
                .filter(request -> !request.isInTheLog && !request.isBeyond)
                .toList();
        if (claims.isEmpty()) {
            return;
        }
        try {
            LogPositions end = logEnd.read();
            lastEnd = end;
            for (Waiting claim : claims) {
                claim.isInTheLog = end.covers(claim.positions);
                claim.isBeyond = !claim.isInTheLog;
            }
            answer();
        } catch (ClickHouseUnavailableException | KafkaUnavailableException unavailable) {
            log.atDebug().setCause(unavailable).log("The end of the log could not be read");
        }
    }

    /** Synchronized, so that each request is completed only once. */
    private synchronized void answer() {
        long now = System.nanoTime();
        for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
            Waiting request = each.next();
            boolean isCounted = latest.covers(request.positions);
            if (isCounted || request.isBeyond || released || request.deadlineNanos - now <= 0) {
                each.remove();
                leave(request.client);
                tell(
                        request,
                        isCounted ? Outcome.COUNTED : request.isBeyond ? Outcome.BEYOND_THE_LOG : Outcome.NOT_YET);
            }
        }
    }

    private static void tell(Waiting request, Outcome outcome) {
        try {
            request.whenDone.accept(outcome);
        } catch (RuntimeException | Error unforeseen) {
            log.atError().setCause(unforeseen).log("The response to a waiting request could not be sent");
        }
    }
}
