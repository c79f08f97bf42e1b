package dev.weir.it.bench;

import dev.weir.it.Pause;
import dev.weir.local.Component;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What a program does within a span of time, after a warm-up. */
record RateWatch(double events, long nanos, CostPerEvent cost) {
    /** @param processes whose processor time it takes */
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
