// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import dev.weir.testbed.WeirClient;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Runs the producers, each on its own thread. */
final class Driver implements AutoCloseable {
    private static final int PRODUCERS = 4;

    /** Shorter than a freeze. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ExecutorService producers = Executors.newFixedThreadPool(PRODUCERS, work -> {
        Thread thread = new Thread(work, "producer");
        // If the cluster has ended, a producer retries its batch forever, and must not keep the JVM alive.
        thread.setDaemon(true);
        return thread;
    });
    private final DriverLog log = new DriverLog();

    private volatile boolean over;

    /**
     * Starts sending.
     *
     * @param betweenBatches how long each producer waits before it makes a new batch
     */
    Driver(List<URI> gateways, long seed, Duration betweenBatches) {
        List<WeirClient> clients =
                gateways.stream().map(url -> new WeirClient(url, PATIENCE)).toList();
        for (int i = 0; i < PRODUCERS; i++) {
            Batches batches = new Batches("p" + i, seed * PRODUCERS + i, Instant.now());
            producers.execute(new Producer(clients, i, batches, betweenBatches, log, () -> over));
        }
    }

    DriverLog log() {
        return log;
    }

    /**
     * Makes no new batches, and waits until all batches in flight are acknowledged.
     *
     * @return whether they were, within the time
     */
    boolean finish(Duration within) throws InterruptedException {
        over = true;
        producers.shutdown();
        return producers.awaitTermination(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        over = true;
        producers.shutdown();
    }
}
