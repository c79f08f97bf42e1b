// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.query;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.http.admission.ByteBudget;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each query only once at a time, and shares the result among all requests for it.
 *
 * <p>A read serves the requests that arrived before it began. A request that arrives during a read waits for the next
 * one, because the running read may return older counts than its client has seen. So counts never go backwards for a
 * client, even with several gateways. If the running read fails, the waiting requests share its failure. Waiting
 * requests hold no thread. Caching in {@link RecentAnswers}, if turned on, gives this guarantee up for the time of
 * caching.
 */
public final class SharedReads implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SharedReads.class);

    /** A request that waits for a read. */
    private record Waiting(long sinceNanos, Consumer<ReadOutcome> whenRead) {}

    private final MetricsReader reader;
    private final QueryThreads threads;
    private final ByteBudget memory;
    private final RecentAnswers recent;
    private final Duration patience;

    /**
     * The requests that wait for the next read of each query. A query has an entry as long as a read is scheduled or
     * running.
     */
    private final ConcurrentMap<MetricsQuery, List<Waiting>> waiting = new ConcurrentHashMap<>();

    /**
     * @param connections how many connections the reader has
     * @param memory the budget for all rows in memory
     * @param remembered how long a result is cached; zero for no caching
     * @param patience how long a request may wait for a thread
     */
    public SharedReads(
            MetricsReader reader, int connections, ByteBudget memory, Duration remembered, Duration patience) {
        this.reader = reader;
        this.threads = new QueryThreads(connections);
        this.memory = memory;
        this.recent = new RecentAnswers(remembered);
        this.patience = patience;
    }

    /**
     * Starts a read, or joins the next one. Returns at once.
     *
     * @param afresh whether to bypass the cache
     * @param whenRead called once, on a thread that it may block for the time of serialization, but not longer; a
     *     failure may be reported before this method returns
     */
    void read(MetricsQuery query, boolean afresh, Consumer<ReadOutcome> whenRead) {
        MetricsAnswer remembered = afresh ? null : recent.get(query);
        if (remembered != null) {
            execute(query, () -> whenRead.accept(new ReadOutcome.Answered(remembered)), whenRead);
            return;
        }
        Waiting one = new Waiting(System.nanoTime(), whenRead);
        boolean[] isFirst = new boolean[1];
        waiting.compute(query, (same, others) -> {
            isFirst[0] = others == null;
            List<Waiting> all = others == null ? new ArrayList<>() : others;
            all.add(one);
            return all;
        });
        if (isFirst[0]) {
            readLater(query);
        }
    }

    /** Registers metrics of the running and waiting queries of each metric. */
    public SharedReads measuredBy(MeterRegistry registry) {
        threads.measuredBy(registry);
        return this;
    }

    @Override
    public void close() {
        threads.close();
    }

    private void readLater(MetricsQuery query) {
        ReadOutcome refusal = ReadOutcome.Busy.withTooManyWaiting();
        try {
            // The span of a shared read belongs to the request that started it.
            if (threads.tryExecute(query.metric(), Context.current().wrap(() -> readNow(query)))) {
                return;
            }
        } catch (RuntimeException | Error noThread) {
            refusal = new ReadOutcome.Failed(noThread);
        }
        giveUp(query, refusal);
    }

    /** Removes the entry after any failure, so that no request waits for a read that does not happen. */
    private void readNow(MetricsQuery query) {
        try {
            readOnce(query);
        } catch (RuntimeException | Error defect) {
            giveUp(query, new ReadOutcome.Failed(defect));
        }
    }

    private void giveUp(MetricsQuery query, ReadOutcome outcome) {
        List<Waiting> all = waiting.remove(query);
        if (all != null) {
            tell(all, outcome);
        }
    }

    private void readOnce(MetricsQuery query) {
        List<Waiting> passengers = takeWaiting(query);
        long latest = System.nanoTime() - patience.toNanos();
        List<Waiting> late = passengers.stream()
                .filter(passenger -> passenger.sinceNanos() - latest < 0)
                .toList();
        tell(late, ReadOutcome.Busy.withTooManyWaiting());
        passengers.removeAll(late);
        if (!passengers.isEmpty()) {
            readFor(passengers, query);
        }
        if (waiting.computeIfPresent(query, (same, all) -> all.isEmpty() ? null : all) != null) {
            readLater(query);
        }
    }

    private List<Waiting> takeWaiting(MetricsQuery query) {
        List<Waiting> taken = new ArrayList<>();
        waiting.computeIfPresent(query, (same, all) -> {
            taken.addAll(all);
            all.clear();
            return all;
        });
        return taken;
    }

    private void readFor(List<Waiting> passengers, MetricsQuery query) {
        long held = (query.limit() + 1) * query.rowBytes();
        if (!memory.tryAcquire(held)) {
            tell(passengers, ReadOutcome.Busy.withoutMemory());
            return;
        }
        try {
            long beganNanos = System.nanoTime();
            ReadOutcome outcome = outcome(query);
            long needed = 0;
            if (outcome instanceof ReadOutcome.Answered answered) {
                recent.put(query, answered.answer(), beganNanos);
                needed = answered.answer().rows().size() * query.rowBytes();
            } else {
                // Requests that arrived meanwhile share the failure, instead of waiting as long for the same.
                passengers.addAll(takeWaiting(query));
            }
            // Release before responding: a client's next request must not find its own memory still reserved.
            memory.release(held - needed);
            held = needed;
            tell(passengers, outcome);
        } finally {
            memory.release(held);
        }
    }

    private ReadOutcome outcome(MetricsQuery query) {
        try {
            return new ReadOutcome.Answered(reader.read(query));
        } catch (ClickHouseUnavailableException unavailable) {
            return new ReadOutcome.Unavailable(unavailable);
        } catch (NotMeasuredException notMeasured) {
            return new ReadOutcome.NotMeasured();
        } catch (RuntimeException | Error defect) {
            return new ReadOutcome.Failed(defect);
        }
    }

    private void execute(MetricsQuery query, Runnable work, Consumer<ReadOutcome> whenRead) {
        if (!threads.tryExecute(query.metric(), work)) {
            whenRead.accept(ReadOutcome.Busy.withTooManyWaiting());
        }
    }

    private static void tell(List<Waiting> all, ReadOutcome outcome) {
        for (Waiting one : all) {
            try {
                one.whenRead().accept(outcome);
            } catch (RuntimeException | Error unforeseen) {
                log.atError().setCause(unforeseen).log("The response to a waiting query could not be sent");
            }
        }
    }
}
