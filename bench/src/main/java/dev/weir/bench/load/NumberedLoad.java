// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench.load;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Producers that post numbered requests of 1,000 events at a fixed rate, and retry each until it is accepted. A number
 * always has the same identities.
 */
public final class NumberedLoad implements AutoCloseable {
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(200);

    private final URI gateway;
    private final double requestsPerSecond;
    private final long requests;
    private final int users;
    private final int videos;
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private final long beginNanos = System.nanoTime();

    private volatile boolean isOver;

    private NumberedLoad(URI gateway, int eventsPerSecond, long events, int users, int videos) {
        this.gateway = gateway;
        this.requestsPerSecond = eventsPerSecond / (double) EventBodies.EVENTS;
        this.requests = events / EventBodies.EVENTS;
        this.users = users;
        this.videos = videos;
    }

    /** @param events how many events to send; a multiple of 1,000 */
    public static NumberedLoad start(URI gateway, int eventsPerSecond, long events, int users, int videos) {
        NumberedLoad load = new NumberedLoad(gateway, eventsPerSecond, events, users, videos);
        load.threads.addAll(PostLoad.startProducers(load::post));
        return load;
    }

    public long accepted() {
        return accepted.get();
    }

    /** The number of requests that were sent again. */
    public long failures() {
        return failures.get();
    }

    @Override
    public void close() {
        isOver = true;
        threads.forEach(Thread::interrupt);
    }

    private void post() {
        EventBodies bodies = new EventBodies(users, videos, new SplittableRandom());
        for (long number = next.getAndIncrement(); number < requests && !isOver; ) {
            try (HttpConnection connection = new HttpConnection(gateway)) {
                while (number < requests && !isOver) {
                    awaitTurn(number);
                    connection.ask(bodies.next(System.currentTimeMillis(), new SplittableRandom(number)));
                    accepted.addAndGet(EventBodies.EVENTS);
                    number = next.getAndIncrement();
                }
            } catch (IOException notAccepted) {
                failures.incrementAndGet();
                LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
            }
        }
    }

    private void awaitTurn(long number) {
        long due = beginNanos + (long) (number * 1e9 / requestsPerSecond);
        while (due - System.nanoTime() > 0 && !isOver) {
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }
}
