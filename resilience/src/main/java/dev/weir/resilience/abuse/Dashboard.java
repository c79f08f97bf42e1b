// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import dev.weir.testbed.Answer;
import dev.weir.testbed.WeirClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Several readers that each query metrics about once a second, as dashboards do, until they are closed. */
final class Dashboard implements AutoCloseable {
    private static final int READERS = 4;
    private static final long EVERY_MILLIS = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String QUESTION = "/metrics?metric=events";

    /**
     * One query.
     *
     * @param status {@link Attempt#NO_ANSWER} if there was no response
     */
    record Reading(Instant asked, Duration took, int status, boolean mayRetry) {
        Instant done() {
            return asked.plus(took);
        }
    }

    private final ScheduledExecutorService readers = Executors.newScheduledThreadPool(READERS);
    private final WeirClient gateway;
    private final List<Reading> readings = new ArrayList<>();

    @SuppressWarnings("FutureReturnValueIgnored") // The tasks end with this object.
    Dashboard(URI gateway) {
        this.gateway = new WeirClient(gateway, PATIENCE);
        for (int i = 0; i < READERS; i++) {
            readers.scheduleAtFixedRate(this::read, i * EVERY_MILLIS / READERS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    synchronized List<Reading> readings() {
        return List.copyOf(readings);
    }

    @Override
    public void close() throws InterruptedException {
        readers.shutdown();
        boolean unused = readers.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private void read() {
        Instant asked = Instant.now();
        long begin = System.nanoTime();
        int status = Attempt.NO_ANSWER;
        boolean mayRetry = false;
        try {
            Answer answer = gateway.get(QUESTION);
            status = answer.status();
            mayRetry = answer.headers().firstValue("Retry-After").isPresent();
        } catch (IOException silent) {
            // Recorded as no response.
        }
        Reading reading = new Reading(asked, Duration.ofNanos(System.nanoTime() - begin), status, mayRetry);
        synchronized (this) {
            readings.add(reading);
        }
    }
}
