// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.local.Component;
import dev.weir.testbed.Pause;
import dev.weir.testbed.ProcessorTime;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The events that a program counts within a time span after a warm-up, and their cost. */
record RateWatch(double events, long nanos, CostPerEvent cost) {
    /** @param processes the processes whose processor time is measured */
    static RateWatch over(List<Component> processes, DrainWatch.Counter counter, Duration warmUp, Duration span)
            throws IOException, InterruptedException {
        Pause.of(warmUp);
        double first = counter.counted();
        long begin = System.nanoTime();
        ProcessorTime before = ProcessorTime.now(processes);
        Pause.of(span);
        double events = counter.counted() - first;
        long nanos = System.nanoTime() - begin;
        return new RateWatch(events, nanos, CostPerEvent.of(before, ProcessorTime.now(processes), events));
    }

    double eventsPerSecond() {
        return events / (nanos / 1e9);
    }
}
