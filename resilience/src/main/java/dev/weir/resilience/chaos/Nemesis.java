// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import dev.weir.local.Component;
import dev.weir.testbed.Pause;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** Carries out a plan. It also restarts components that die by themselves, as Kubernetes or systemd would. */
final class Nemesis {
    private static final Duration CALM = Duration.ofSeconds(4);
    private static final Duration WATCH_EVERY = Duration.ofMillis(500);

    private final Cluster cluster;
    private final FaultLog log;
    private final Consumer<String> out;
    private final long begin = System.nanoTime();

    /** @param out receives a line for each fault and restart */
    Nemesis(Cluster cluster, FaultLog log, Consumer<String> out) {
        this.cluster = cluster;
        this.log = log;
        this.out = out;
    }

    /** Returns when the last fault is healed. */
    void carryOut(Plan plan) throws InterruptedException {
        for (Plan.Step step : plan.steps()) {
            waitUntil(begin + step.at().toNanos());
            Fault fault = step.kind().in(cluster, step.victim());
            out.accept(String.format(
                    Locale.ROOT,
                    "%s for %d s",
                    fault.description(),
                    step.lasting().toSeconds()));
            FaultLog.Entry entry = log.begin(step.kind());
            fault.inject(step.lasting());
            Pause.of(step.lasting());
            fault.heal();
            entry.healed();
            out.accept("healed: " + fault.description());
            waitUntil(System.nanoTime() + CALM.toNanos());
        }
    }

    /** Waits, and restarts components that have ended. */
    void waitUntil(long nanos) throws InterruptedException {
        while (System.nanoTime() < nanos) {
            for (Component component : cluster.components()) {
                if (component.hasDied()) {
                    out.accept(component.name() + " ended unexpectedly; restarted");
                    component.start();
                }
            }
            Pause.of(Duration.ofNanos(Math.min(WATCH_EVERY.toNanos(), Math.max(0, nanos - System.nanoTime()))));
        }
    }
}
