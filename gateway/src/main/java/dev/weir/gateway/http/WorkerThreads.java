package dev.weir.gateway.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads for handlers that wait for others, so that none that serves a socket does; and a bound on who waits for them. */
public final class WorkerThreads implements AutoCloseable {
    private final String name;
    private final ThreadPoolExecutor threads;
    private final Semaphore places;

    /**
     * @param count requests that are worked on at a time
     * @param waiting requests that may wait for their turn; more are refused
     */
    public WorkerThreads(String name, int count, int waiting) {
        this.name = name;
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(count, count, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        threads.allowCoreThreadTimeOut(true);
        places = new Semaphore(count + waiting);
    }

    /** A handler that works on these threads; its unforeseen failures are answered like every other error. */
    public HttpHandler on(HttpHandler blocking) {
        HttpHandler guarded = ErrorAnswers.catching(blocking);
        return exchange -> {
            if (!tryDispatch(exchange, () -> work(guarded, exchange))) {
                ErrorAnswers.send(
                        exchange, ApiError.BUSY, "Too many requests of this kind wait; ask again in a moment.");
            }
        };
    }

    /** Does some work on these threads; false, and nothing is done, where too much waits already. */
    public boolean tryExecute(Runnable work) {
        if (!places.tryAcquire()) {
            return false;
        }
        try {
            begin(() -> doAndLeave(work));
            return true;
        } catch (RejectedExecutionException closed) {
            return false;
        }
    }

    /** Shows how much is worked on and how much waits, by the name of the threads. */
    public WorkerThreads measuredBy(MeterRegistry registry) {
        new ExecutorServiceMetrics(threads, name, List.of()).bindTo(registry);
        return this;
    }

    private boolean tryDispatch(HttpServerExchange exchange, Runnable work) {
        if (!places.tryAcquire()) {
            return false;
        }
        exchange.dispatch(this::begin, RequestContext.of(exchange).wrap(() -> doAndLeave(work)));
        return true;
    }

    /** Leaves where there is no thread for the work: the pool is closed, or the system gives none. */
    private void begin(Runnable work) {
        try {
            threads.execute(work);
        } catch (RuntimeException | Error none) {
            places.release();
            throw none;
        }
    }

    private void doAndLeave(Runnable work) {
        try {
            work.run();
        } finally {
            places.release();
        }
    }

    private static void work(HttpHandler handler, HttpServerExchange exchange) {
        try {
            handler.handleRequest(exchange);
        } catch (Exception | Error impossible) {
            throw new IllegalStateException("A handler that answers its failures failed.", impossible);
        }
    }

    /** Lets what runs finish, each within its own time-out. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
