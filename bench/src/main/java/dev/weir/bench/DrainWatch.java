// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.local.Component;
import dev.weir.testbed.Console;
import dev.weir.testbed.Pause;
import dev.weir.testbed.ProcessorTime;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Watches a program until it has counted all events of a log. */
final class DrainWatch {
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration PROGRESS_EVERY = Duration.ofSeconds(10);

    /** Without progress for this long, the program counts as stuck. */
    private static final Duration STUCK_AFTER = Duration.ofMinutes(2);

    private final List<Component> processes;
    private final Counter counter;
    private final long total;
    private final Console console;

    /** Reports how many events are counted so far. */
    @FunctionalInterface
    interface Counter {
        double counted() throws IOException, InterruptedException;

        /** A remark to print after the count; may be empty. */
        default String remark() throws IOException, InterruptedException {
            return "";
        }
    }

    /** @param processes the processes whose processor time is measured */
    DrainWatch(List<Component> processes, Counter counter, long total, Console console) {
        this.processes = processes;
        this.counter = counter;
        this.total = total;
        this.console = console;
    }

    /** Returns when all events are counted. */
    DrainWindow toItsEnd() throws DrainFailure, IOException, InterruptedException {
        DrainWindow window = new DrainWindow(total);
        long movedAt = System.nanoTime();
        long printedAt = movedAt;
        while (!window.isOver()) {
            double counted = counter.counted();
            long now = System.nanoTime();
            if (window.saw(counted, now, ProcessorTime.now(processes))) {
                movedAt = now;
            }
            for (Component process : processes) {
                if (process.hasDied()) {
                    throw new DrainFailure(String.format(
                            Locale.ROOT, "%s ended at %,.0f; its log is %s", process.name(), counted, process.log()));
                }
            }
            if (now - movedAt > STUCK_AFTER.toNanos()) {
                throw new DrainFailure(
                        String.format(Locale.ROOT, "has stopped counting at %,.0f of %,d", window.counted(), total));
            }
            if (now - printedAt > PROGRESS_EVERY.toNanos()) {
                printedAt = now;
                console.at(String.format(Locale.ROOT, "%,.0f of %,d%s", counted, total, counter.remark()));
            }
            Pause.of(LOOK_EVERY);
        }
        return window;
    }
}
