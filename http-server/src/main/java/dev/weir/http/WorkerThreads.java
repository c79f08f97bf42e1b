// SPDX-License-Identifier: Apache-2.0
package dev.weir.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;
import io.micrometer.core.instrument.util.NamedThreadFactory;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads for handlers that block, so that no IO thread does. The number of waiting requests is bounded. */
public final class WorkerThreads implements AutoCloseable {
    private final String name;
    private final ThreadPoolExecutor threads;
    private final Semaphore places;

    /**
     * @param count requests in progress at a time
     * @param waiting requests that may wait; more are refused
     */
    public WorkerThreads(String name, int count, int waiting) {
        this.name = name;
        threads = new ThreadPoolExecutor(
                count, count, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new NamedThreadFactory(name));
        threads.allowCoreThreadTimeOut(true);
        places = new Semaphore(count + waiting);
    }

    /** A handler that runs on these threads. Its unexpected failures get the same responses as other errors. */
    public HttpHandler on(HttpHandler blocking) {
        HttpHandler guarded = RequestWork.catching(blocking);
        return exchange -> {
            if (!tryDispatch(exchange, () -> work(guarded, exchange))) {
                ErrorAnswers.send(
                        exchange, ApiError.BUSY, "Too many requests of this kind are waiting; retry in a moment.");
            }
        };
    }

    /**
     * Runs some work on these threads. Returns false, without running it, if too much work waits or the pool is closed.
     */
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

    /** Publishes the numbers of active and waiting tasks under the name of the threads. */
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

    /** Releases the place if no thread takes the work: the pool is closed, or the system has no more threads. */
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

    /** Lets running work finish, which has its own timeouts. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
