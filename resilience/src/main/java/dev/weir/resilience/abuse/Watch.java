// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Samples a gateway several times a second until it is closed. */
final class Watch implements AutoCloseable {
    private static final long EVERY_MILLIS = 250;

    private final GatewayProbe probe;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<Sample> samples = new ArrayList<>();

    @SuppressWarnings("FutureReturnValueIgnored") // The task ends with this object.
    Watch(GatewayProbe probe, Sample first) {
        this.probe = probe;
        samples.add(first);
        timer.scheduleWithFixedDelay(this::sample, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    synchronized Sample peak() {
        return Sample.peak(samples);
    }

    @Override
    public void close() throws InterruptedException {
        timer.shutdown();
        // A last sample may still wait for a response.
        boolean unused = timer.awaitTermination(10, TimeUnit.SECONDS);
    }

    private void sample() {
        try {
            Sample sample = probe.sample();
            synchronized (this) {
                samples.add(sample);
            }
        } catch (IOException busy) {
            // The next sample will do.
        }
    }
}
