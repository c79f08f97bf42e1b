package dev.weir.it;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Sends events at a rate, until it is closed; what a gateway does not take is sent again. */
final class SteadyLoad implements AutoCloseable {
    private static final int BATCHES_PER_SECOND = 10;
    private static final int USERS = 500;
    private static final int VIDEOS = 100;

    private final AtomicLong sent = new AtomicLong();
    private final long startedAt = System.nanoTime();
    private final ScheduledExecutorService threads = Executors.newSingleThreadScheduledExecutor();

    private final Future<?> ticks;

    SteadyLoad(Client client, Traffic traffic, int eventsPerSecond) {
        int batch = Math.max(1, eventsPerSecond / BATCHES_PER_SECOND);
        ticks = threads.scheduleAtFixedRate(
                () -> {
                    client.postAll(traffic.events(batch, USERS, VIDEOS, Instant.now(), Duration.ofSeconds(1)));
                    sent.addAndGet(batch);
                },
                0,
                TimeUnit.SECONDS.toNanos(1) / BATCHES_PER_SECOND,
                TimeUnit.NANOSECONDS);
    }

    /** Events that have been accepted. */
    long sent() {
        return sent.get();
    }

    /** On the average so far. */
    long eventsPerSecond() {
        return sent.get() * TimeUnit.SECONDS.toNanos(1) / Math.max(1, System.nanoTime() - startedAt);
    }

    @Override
    public void close() throws InterruptedException {
        ticks.cancel(false);
        threads.shutdown();
        if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
            throw new AssertionError("a batch was not taken for a minute");
        }
    }
}
