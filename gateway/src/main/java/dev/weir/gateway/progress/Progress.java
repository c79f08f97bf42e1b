package dev.weir.gateway.progress;

import dev.weir.gateway.admission.Client;
import dev.weir.gateway.background.Periodic;
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
 * Tells requests when the log has been counted up to where they want it.
 *
 * <p>One thread asks, for all who wait, and only while somebody waits; another answers those whose time is over, so that
 * nobody waits longer than agreed however long asking takes. A third holds the positions that clients claim against the log's end:
 * what lies behind it was made up, and would take a place from others until the time is over. Safe for any thread.
 */
public final class Progress implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Progress.class);

    /** A fraction of the requests that may be worked on at a time, so that those who wait leave room for all others. */
    static final int MAX_WAITING = 500;

    /** Of them, from one client. */
    static final int MAX_WAITING_OF_ONE = MAX_WAITING / 4;

    private static final Duration INTERVAL = Duration.ofMillis(100);

    /** What came of waiting. */
    public enum Outcome {
        COUNTED,
        /** The time is over, the gateway is stopping, or too many wait already. */
        NOT_YET,
        /** The log does not reach as far as these positions. */
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

    private final CountedPositions counted;
    private final LogEnd logEnd;
    private final Duration patience;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final ConcurrentMap<Client, Integer> countByClient = new ConcurrentHashMap<>();
    private final List<Periodic> threads;

    private volatile LogPositions latest = new LogPositions(Map.of());
    private volatile LogPositions lastEnd = new LogPositions(Map.of());
    private volatile boolean released;

    /**
     * @param counted is closed with this
     * @param logEnd is closed with this
     * @param patience how long a request may wait
     */
    public Progress(CountedPositions counted, LogEnd logEnd, Duration patience, MeterRegistry meters) {
        this.counted = counted;
        this.logEnd = logEnd;
        this.patience = patience;
        Gauge.builder("weir.progress.waiting", count, AtomicInteger::get)
                .description("Requests that wait until events are counted")
                .register(meters);
        threads = List.of(
                Periodic.start("progress-asking", Duration.ZERO, INTERVAL, this::ask),
                Periodic.start("progress-checking", Duration.ZERO, INTERVAL, this::check),
                Periodic.start("progress-answering", Duration.ZERO, INTERVAL, this::answer));
    }

    /**
     * Waits for positions that the log has given.
     *
     * @param client who waits: one takes a part of the places only
     * @param whenDone called exactly once, perhaps before this method returns, by a thread that must not be held up
     */
    public void await(Client client, LogPositions positions, Consumer<Outcome> whenDone) {
        await(client, positions, true, whenDone);
    }

    /** Waits for positions that a client says the log has given, which may be made up. */
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

    /** Answers all who wait, and from now on everybody at once: a gateway that stops keeps nobody waiting. */
    public void release() {
        released = true;
    }

    @Override
    public void close() {
        release();
        answer();
        threads.forEach(Periodic::close);
        counted.close();
        logEnd.close();
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

    private void ask() {
        if (waiting.isEmpty()) {
            return;
        }
        try {
            latest = counted.read();
            answer();
        } catch (ProgressUnavailableException unavailable) {
            log.atDebug().setCause(unavailable).log("It is not known how far the log is counted");
        }
    }

    /** The log is asked once for all, and after their claims were made. While nobody can say, they wait like others. */
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
        } catch (ProgressUnavailableException unavailable) {
            log.atDebug().setCause(unavailable).log("Nobody can say where the log ends");
        }
    }

    /** One thread at a time: each who waits is answered once. */
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
            log.atError().setCause(unforeseen).log("A request that waited could not be answered");
        }
    }
}
