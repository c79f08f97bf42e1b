// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.background;

import io.micrometer.core.instrument.util.NamedThreadFactory;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats some work on its own thread until it is closed.
 *
 * <p>No failure stops the repetition, not even an {@link Error}. The JDK's scheduler would stop silently after the
 * first one.
 */
public final class Periodic implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Periodic.class);

    @FunctionalInterface
    public interface Work {
        void run() throws InterruptedException;
    }

    private final String name;
    private final Work work;
    private final ScheduledExecutorService thread;
    private @Nullable Class<?> lastFailure;

    private Periodic(String name, Work work) {
        this.name = name;
        this.work = work;
        this.thread = Executors.newSingleThreadScheduledExecutor(new NamedThreadFactory(name));
    }

    /**
     * Starts the repetition.
     *
     * @param name of the thread, for logs
     * @param first delay before the first run
     * @param pause between the end of a run and the start of the next
     */
    public static Periodic start(String name, Duration first, Duration pause, Work work) {
        Periodic periodic = new Periodic(name, work);
        var unused = periodic.thread.scheduleWithFixedDelay(
                periodic::runOnce, first.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
        return periodic;
    }

    /** Interrupts the current run. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void runOnce() {
        try {
            work.run();
            lastFailure = null;
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error unforeseen) {
            say(unforeseen);
        }
    }

    /** Logs a failure once, until the work succeeds or fails in another way. */
    private void say(Throwable unforeseen) {
        if (lastFailure != unforeseen.getClass()) {
            lastFailure = unforeseen.getClass();
            log.atError().addKeyValue("work", name).setCause(unforeseen).log("A background task failed; it continues");
        }
    }
}
