// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import dev.weir.testbed.Repeated;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Samples a gateway several times a second until it is closed. */
final class Watch implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final GatewayProbe probe;
    private final Repeated sampling;
    private final List<Sample> samples = new ArrayList<>();

    Watch(GatewayProbe probe, Sample first) {
        this.probe = probe;
        samples.add(first);
        sampling = Repeated.withPause(PAUSE, this::sample);
    }

    synchronized Sample peak() {
        return Sample.peak(samples);
    }

    @Override
    public void close() throws InterruptedException {
        sampling.close();
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
