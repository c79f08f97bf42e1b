package dev.weir.gateway.query;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that wait for ClickHouse, so that none that serves ingest does; and a bound on who waits for them. */
public final class QueryThreads implements AutoCloseable {
    private static final int WAITING_PER_THREAD = 32;

    private final ThreadPoolExecutor threads;
    private final Semaphore places;

    /** @param count as many as there are connections to ClickHouse */
    public QueryThreads(int count) {
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(count, count, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "query-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        threads.allowCoreThreadTimeOut(true);
        places = new Semaphore(count * (1 + WAITING_PER_THREAD));
    }

    /** Takes a place for one task, to be given back by {@link #leave}; false where there is none left. */
    boolean tryEnter() {
        return places.tryAcquire();
    }

    void leave() {
        places.release();
    }

    Executor executor() {
        return threads;
    }

    /** Lets queries that run finish, each within its own time-out. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
