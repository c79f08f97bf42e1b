// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench.load;

import dev.weir.testbed.Quantiles;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Producers with 16 connections that post requests of 1,000 events, either in a closed loop or on a fixed schedule.
 *
 * <p>The latency of a request counts from the moment at which it was due. A stall of the server then shows in every
 * request that it delays.
 */
public final class PostLoad implements AutoCloseable {
    public static final int CONNECTIONS = 16;

    /** Each connection sends the next request as soon as it has the response. */
    public static final double CLOSED_LOOP = Double.POSITIVE_INFINITY;

    private final URI gateway;
    private final double requestsPerSecond;
    private final int users;
    private final int videos;
    private final AtomicLong turn = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final Quantiles took = new Quantiles();
    private final List<Thread> threads = new ArrayList<>();
    private final long beginNanos = System.nanoTime();

    private volatile boolean isOver;

    private PostLoad(URI gateway, double eventsPerSecond, int users, int videos) {
        this.gateway = gateway;
        this.requestsPerSecond = eventsPerSecond / EventBodies.EVENTS;
        this.users = users;
        this.videos = videos;
    }

    public static PostLoad start(URI gateway, double eventsPerSecond, int users, int videos) {
        PostLoad load = new PostLoad(gateway, eventsPerSecond, users, videos);
        load.threads.addAll(startProducers(() -> load.post(new SplittableRandom())));
        return load;
    }

    /** Starts one producer per connection. */
    static List<Thread> startProducers(Runnable producer) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            Thread thread = new Thread(producer, "producer-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        return threads;
    }

    /** The number of events that the gateway has accepted. */
    public long accepted() {
        return accepted.get();
    }

    /** The latencies of the requests. */
    public Quantiles took() {
        return took;
    }

    /** @throws IOException if a producer got a response that did not accept all events, and has stopped */
    public void check() throws IOException {
        Exception failed = failure.get();
        if (failed != null) {
            throw new IOException("A request of a producer failed: " + failed.getMessage(), failed);
        }
    }

    /** Stops the load, as if a producer had failed. */
    public void fail(Exception reason) {
        failure.compareAndSet(null, reason);
    }

    /** Waits for requests in flight. */
    @Override
    public void close() throws IOException {
        isOver = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        check();
    }

    private void post(SplittableRandom random) {
        try (HttpConnection connection = new HttpConnection(gateway)) {
            EventBodies bodies = new EventBodies(users, videos, random);
            while (!isOver && failure.get() == null) {
                long due = dueNanos();
                while (due - System.nanoTime() > 0) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                connection.ask(bodies.next(System.currentTimeMillis()));
                took.add(System.nanoTime() - due);
                accepted.addAndGet(EventBodies.EVENTS);
            }
        } catch (IOException | RuntimeException failed) {
            failure.compareAndSet(null, failed);
        }
    }

    private long dueNanos() {
        return Double.isInfinite(requestsPerSecond)
                ? System.nanoTime()
                : beginNanos + (long) (turn.getAndIncrement() * 1e9 / requestsPerSecond);
    }
}
