// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The good client's open-loop schedule. It sends a batch at fixed times, even if earlier ones are unanswered, so that a
 * stall of the server does not reduce the load. Batches that were not acknowledged are retried later.
 */
final class OpenLoop implements EventLoop.Work {
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1) / Workload.REQUESTS_A_SECOND;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /**
     * As long as the longest Retry-After. Few retries run at a time, so that they do not become an attack themselves.
     */
    private static final long RESEND_AFTER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final int RESENT_AT_A_TIME = 4;
    private static final int MOST_IDLE = 8;
    private static final long LONGEST_IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private record Again(int batch, int number, Request request, long fromNanos) {}

    private final Workload workload;
    private final Consumer<Attempt> log;
    private final Clock clock = new Clock();
    private final Deque<GoodConnection> idle = new ArrayDeque<>();
    private final Queue<Again> again = new ArrayDeque<>();
    private long nextNanos = System.nanoTime();
    private int batches;
    private int unacknowledged;

    private volatile boolean isOver;
    private volatile boolean isDone;

    /** @param log receives each attempt when it has ended */
    OpenLoop(Workload workload, Consumer<Attempt> log) {
        this.workload = workload;
        this.log = log;
    }

    /** Stops making new batches. */
    void finish() {
        isOver = true;
    }

    /** Whether no new batches are made and all are acknowledged. */
    boolean isDone() {
        return isDone;
    }

    @Override
    public long turn(EventLoop loop, long nowNanos) {
        while (nextNanos - nowNanos <= 0) {
            if (!isOver) {
                unacknowledged++;
                ask(loop, batches++, 1, Workload.request(workload.next()), nextNanos);
            }
            sendAgain(loop, nowNanos);
            nextNanos += EVERY_NANOS;
        }
        loop.connections().forEach(connection -> ((GoodConnection) connection)
                .giveUpOnWhatWasDueBefore(nowNanos - PATIENCE_NANOS));
        closeIdle(nowNanos);
        isDone = isOver && unacknowledged == 0;
        return nextNanos - System.nanoTime();
    }

    private void sendAgain(EventLoop loop, long nowNanos) {
        for (int i = 0; i < RESENT_AT_A_TIME; i++) {
            Again first = again.peek();
            if (first == null || first.fromNanos() - nowNanos > 0) {
                return;
            }
            again.remove();
            ask(loop, first.batch(), first.number(), first.request(), nowNanos);
        }
    }

    private void ask(EventLoop loop, int batch, int number, Request request, long dueNanos) {
        GoodConnection.Pending pending = new GoodConnection.Pending(batch, number, request, dueNanos);
        for (GoodConnection connection = idle.pollLast(); connection != null; connection = idle.pollLast()) {
            if (connection.isIdle()) {
                connection.ask(pending);
                return;
            }
        }
        loop.open(new GoodConnection(this::done, pending));
    }

    private void done(GoodConnection connection, GoodConnection.Pending over, int status, boolean mayRetry) {
        long nowNanos = System.nanoTime();
        Attempt attempt = new Attempt(
                over.batch(), over.number(), clock.micros(over.dueNanos()), clock.micros(nowNanos), status, mayRetry);
        log.accept(attempt);
        if (attempt.isAcknowledged()) {
            unacknowledged--;
        } else {
            again.add(new Again(over.batch(), over.number() + 1, over.request(), nowNanos + RESEND_AFTER_NANOS));
        }
        if (connection.isIdle()) {
            idle.addLast(connection);
        }
    }

    /** Keeps few idle connections, so that they do not distort the count of the gateway's descriptors. */
    private void closeIdle(long nowNanos) {
        GoodConnection oldest = idle.peekFirst();
        while (oldest != null
                && (idle.size() > MOST_IDLE
                        || oldest.hasEnded()
                        || nowNanos - oldest.idleSinceNanos() > LONGEST_IDLE_NANOS)) {
            idle.removeFirst().close();
            oldest = idle.peekFirst();
        }
    }

    /** The wall clock at the start, advanced by the monotonic clock, so that it cannot jump. */
    private static final class Clock {
        private final long originMicros = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
        private final long originNanos = System.nanoTime();

        long micros(long nanoTime) {
            return originMicros + TimeUnit.NANOSECONDS.toMicros(nanoTime - originNanos);
        }
    }
}
