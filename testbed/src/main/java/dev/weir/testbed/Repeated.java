// SPDX-License-Identifier: Apache-2.0
package dev.weir.testbed;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs a task on its own thread again and again, with a pause before each run, until it is closed. */
public final class Repeated implements AutoCloseable {
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    private Repeated() {}

    /** @param task must catch its exceptions, because the first one that it throws ends the repetition */
    @SuppressWarnings("FutureReturnValueIgnored") // The task ends with this object.
    public static Repeated withPause(Duration pause, Runnable task) {
        Repeated repeated = new Repeated();
        repeated.thread.scheduleWithFixedDelay(task, pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
        return repeated;
    }

    /** Waits for the last run. */
    @Override
    public void close() throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the last run did not end");
        }
    }
}
