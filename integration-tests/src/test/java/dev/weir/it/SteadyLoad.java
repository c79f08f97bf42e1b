// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import dev.weir.testbed.Traffic;
import dev.weir.testbed.WeirClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Sends events at a fixed rate until it is closed. Batches that the gateway does not accept are sent again. */
final class SteadyLoad implements AutoCloseable {
    private static final int BATCHES_PER_SECOND = 10;
    private static final int MAX_RATE_OF_A_THREAD = 10_000;
    private static final int USERS = 500;
    private static final int VIDEOS = 100;

    private final AtomicLong sent = new AtomicLong();
    private final long startedAt = System.nanoTime();
    private final ScheduledExecutorService threads;
    private final List<Future<?>> ticks = new ArrayList<>();

    /** @param name the name of the traffic, unique within the stack */
    SteadyLoad(WeirClient client, String name, int eventsPerSecond) {
        int senders = Math.max(1, (eventsPerSecond + MAX_RATE_OF_A_THREAD - 1) / MAX_RATE_OF_A_THREAD);
        int batch = Math.max(1, eventsPerSecond / senders / BATCHES_PER_SECOND);
        threads = Executors.newScheduledThreadPool(senders);
        for (int sender = 0; sender < senders; sender++) {
            Traffic traffic = new Traffic(name + "-" + sender, sender);
            ticks.add(threads.scheduleAtFixedRate(
                    () -> {
                        client.postAll(traffic.events(batch, USERS, VIDEOS, Instant.now(), Duration.ofSeconds(1)));
                        sent.addAndGet(batch);
                    },
                    0,
                    TimeUnit.SECONDS.toNanos(1) / BATCHES_PER_SECOND,
                    TimeUnit.NANOSECONDS));
        }
    }

    /** The number of accepted events. */
    long sent() {
        return sent.get();
    }

    /** The average rate so far. */
    long eventsPerSecond() {
        return sent.get() * TimeUnit.SECONDS.toNanos(1) / Math.max(1, System.nanoTime() - startedAt);
    }

    @Override
    public void close() throws InterruptedException {
        ticks.forEach(tick -> tick.cancel(false));
        threads.shutdown();
        if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
            throw new AssertionError("a batch was not taken for a minute");
        }
    }
}
