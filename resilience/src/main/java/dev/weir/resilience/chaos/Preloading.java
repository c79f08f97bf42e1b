// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import dev.weir.resilience.examination.Preload;
import dev.weir.testbed.Answer;
import dev.weir.testbed.Console;
import dev.weir.testbed.Pause;
import dev.weir.testbed.Sql;
import dev.weir.testbed.TableReads;
import dev.weir.testbed.WeirClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends a {@link Preload} as fast as it is accepted, and waits until it is counted. After that it keeps sending parts
 * of it again.
 */
final class Preloading implements AutoCloseable {
    private static final int THREADS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(250);
    private static final Duration BETWEEN_DUPLICATES = Duration.ofMillis(500);
    private static final Duration PROGRESS_EVERY = Duration.ofSeconds(30);

    private final Preload preload;
    private final List<WeirClient> gateways;
    private final Console console;
    private final List<Thread> threads = new ArrayList<>();

    private volatile boolean over;

    Preloading(Preload preload, List<URI> gateways, Console console) {
        this.preload = preload;
        this.gateways =
                gateways.stream().map(url -> new WeirClient(url, PATIENCE)).toList();
        this.console = console;
    }

    /** Returns when all events are counted. */
    void sendAll(Sql clickHouse) throws InterruptedException {
        AtomicLong next = new AtomicLong();
        for (int i = 0; i < THREADS; i++) {
            start(() -> {
                for (long batch = next.getAndIncrement(); batch < preload.batches(); batch = next.getAndIncrement()) {
                    while (!over && !isAcknowledged(batch)) {
                        Pause.of(AFTER_FAILURE);
                    }
                }
            });
        }
        long counted = 0;
        while (counted < preload.events()) {
            Pause.of(PROGRESS_EVERY);
            counted = counted(clickHouse);
            console.at(String.format(Locale.ROOT, "preloaded %,d of %,d", counted, preload.events()));
        }
    }

    /** Sends random batches again until this object is closed. */
    void sendAgain(long seed) {
        if (preload.events() > 0) {
            Random random = new Random(seed);
            start(() -> {
                while (!over) {
                    // The response does not matter, because the batch was counted before.
                    boolean unused = isAcknowledged(random.nextInt((int) preload.batches()));
                    Pause.of(BETWEEN_DUPLICATES);
                }
            });
        }
    }

    private boolean isAcknowledged(long batch) {
        try {
            Answer answer = gateways.get((int) (batch % gateways.size())).post(preload.batch(batch));
            return answer.status() == 200;
        } catch (IOException unreachable) {
            return false;
        }
    }

    private static long counted(Sql clickHouse) {
        try {
            return new TableReads(clickHouse).views();
        } catch (IOException unreadable) {
            return 0;
        }
    }

    private void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (InterruptedException ended) {
                        Thread.currentThread().interrupt();
                    }
                },
                "preloading");
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
    }

    @FunctionalInterface
    private interface Work {
        void run() throws InterruptedException;
    }

    /** Waits for the responses that are outstanding. */
    @Override
    public void close() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join(PATIENCE.toMillis());
        }
    }
}
