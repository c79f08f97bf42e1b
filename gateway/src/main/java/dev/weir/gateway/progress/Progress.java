package dev.weir.gateway.progress;

import dev.weir.gateway.background.Periodic;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells requests when the log has been counted up to where they want it.
 *
 * <p>One thread asks, for all who wait, and only while somebody waits; another answers those whose time is over, so that
 * nobody waits longer than agreed however long asking takes. Safe for any thread.
 */
public final class Progress implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Progress.class);

    /** A fraction of the requests that may be worked on at a time, so that those who wait leave room for all others. */
    private static final int MAX_WAITING = 500;

    private static final Duration INTERVAL = Duration.ofMillis(100);

    /** What came of waiting. */
    public enum Outcome {
        COUNTED,
        /** The time is over, the gateway is stopping, or too many wait already. */
        NOT_YET
    }

    private record Waiting(LogPositions positions, long deadlineNanos, Consumer<Outcome> whenDone) {}

    private final CountedPositions counted;
    private final Duration patience;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final Periodic asking;
    private final Periodic answering;

    private volatile LogPositions latest = new LogPositions(Map.of());
    private volatile boolean released;

    /**
     * @param counted is closed with this
     * @param patience how long a request may wait
     */
    public Progress(CountedPositions counted, Duration patience, MeterRegistry meters) {
        this.counted = counted;
        this.patience = patience;
        Gauge.builder("weir.progress.waiting", count, AtomicInteger::get)
                .description("Requests that wait until events are counted")
                .register(meters);
        asking = Periodic.start("progress-asking", Duration.ZERO, INTERVAL, this::ask);
        answering = Periodic.start("progress-answering", Duration.ZERO, INTERVAL, this::answer);
    }

    /** @param whenDone called exactly once, perhaps before this method returns, by a thread that must not be held up */
    public void await(LogPositions positions, Consumer<Outcome> whenDone) {
        if (latest.covers(positions)) {
            whenDone.accept(Outcome.COUNTED);
        } else if (released || count.get() >= MAX_WAITING) {
            whenDone.accept(Outcome.NOT_YET);
        } else {
            count.incrementAndGet();
            waiting.add(new Waiting(positions, System.nanoTime() + patience.toNanos(), whenDone));
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
        asking.close();
        answering.close();
        counted.close();
    }

    private void ask() {
        if (waiting.isEmpty()) {
            return;
        }
        try {
            latest = counted.read();
            answer();
        } catch (ProgressUnavailableException unavailable) {
            log.atDebug().setCause(unavailable).log("Nobody can say how far the log is counted");
        }
    }

    /** One thread at a time: each who waits is answered once. */
    private synchronized void answer() {
        long now = System.nanoTime();
        for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
            Waiting request = each.next();
            boolean isCounted = latest.covers(request.positions());
            if (isCounted || released || request.deadlineNanos() - now <= 0) {
                each.remove();
                count.decrementAndGet();
                tell(request, isCounted ? Outcome.COUNTED : Outcome.NOT_YET);
            }
        }
    }

    private static void tell(Waiting request, Outcome outcome) {
        try {
            request.whenDone().accept(outcome);
        } catch (RuntimeException | Error unforeseen) {
            log.atError().setCause(unforeseen).log("A request that waited could not be answered");
        }
    }
}
