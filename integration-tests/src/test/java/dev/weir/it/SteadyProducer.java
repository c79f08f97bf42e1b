// SPDX-License-Identifier: Apache-2.0
package dev.weir.it;

import dev.weir.testbed.Answer;
import dev.weir.testbed.Sent;
import dev.weir.testbed.Traffic;
import dev.weir.testbed.WeirClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends a few hundred events a second until it is closed. A batch that was not accepted is sent again unchanged. */
final class SteadyProducer implements AutoCloseable {
    private static final int BATCH = 40;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration SPAN = Duration.ofDays(5);

    private final WeirClient client;
    private final Traffic traffic;
    private final List<Sent> accepted = new CopyOnWriteArrayList<>();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final Future<?> sending;

    private List<Sent> batch = List.of();

    SteadyProducer(WeirClient client) {
        this(client, new Traffic("steady", 7), List.of());
    }

    /** Continues where a closed producer ended. */
    SteadyProducer(WeirClient client, SteadyProducer ended) {
        this(client, ended.traffic, ended.accepted);
    }

    private SteadyProducer(WeirClient client, Traffic traffic, List<Sent> accepted) {
        this.client = client;
        this.traffic = traffic;
        this.accepted.addAll(accepted);
        this.sending = executor.scheduleWithFixedDelay(this::send, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The events that were accepted so far. */
    List<Sent> accepted() {
        return List.copyOf(accepted);
    }

    int acceptedCount() {
        return accepted.size();
    }

    /** How many times a batch had to be sent again. */
    int repeats() {
        return unanswered.get();
    }

    private void send() {
        if (batch.isEmpty()) {
            batch = traffic.events(BATCH, 300, 50, Instant.now().minus(SPAN), SPAN);
        }
        try {
            Answer answer = client.post(batch);
            if (answer.status() == 200) {
                accepted.addAll(batch);
                batch = List.of();
                return;
            }
            if (answer.status() != 503) {
                throw new AssertionError("unexpected answer: " + answer);
            }
        } catch (IOException noAnswer) {
            // Treated like a 503.
        }
        unanswered.incrementAndGet();
    }

    /** Waits until the last batch is accepted. Fails if the gateway sent an unexpected response. */
    @Override
    public void close() throws ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        sending.cancel(false);
        executor.submit(() -> {
                    while (!batch.isEmpty() && System.nanoTime() < deadline) {
                        send();
                    }
                })
                .get();
        executor.shutdown();
        if (!batch.isEmpty()) {
            throw new AssertionError("the last batch was not accepted");
        }
    }
}
