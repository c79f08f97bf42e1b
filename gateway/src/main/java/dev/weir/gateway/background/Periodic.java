package dev.weir.gateway.background;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something again and again, on a thread of its own, until it is closed.
 *
 * <p>No failure ends that, an {@link Error} no more than an exception. The JDK's scheduler would not do the work again after either,
 * and would say nothing.
 */
public final class Periodic implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Periodic.class);

    /** Some work. */
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
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread created = new Thread(task, name);
            created.setDaemon(true);
            return created;
        });
    }

    /**
     * Begins.
     *
     * @param name of the thread, for logs
     * @param first until the work is done for the first time
     * @param pause between the end of one time and the begin of the next
     */
    public static Periodic start(String name, Duration first, Duration pause, Work work) {
        Periodic periodic = new Periodic(name, work);
        var unused = periodic.thread.scheduleWithFixedDelay(
                periodic::runOnce, first.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
        return periodic;
    }

    /** Interrupts what runs. */
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

    /** Once while it fails in the same way. */
    private void say(Throwable unforeseen) {
        if (lastFailure != unforeseen.getClass()) {
            lastFailure = unforeseen.getClass();
            log.atError()
                    .addKeyValue("work", name)
                    .setCause(unforeseen)
                    .log("Work in the background failed; it goes on");
        }
    }
}
