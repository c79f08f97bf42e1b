package dev.weir.gateway.query;

import dev.weir.gateway.admission.ByteBudget;
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
 * Reads that everyone shares who asks the same at the same time: of each query one is in progress, however many ask.
 *
 * <p>A read answers those who asked before it began. Who asks while it runs shares the next one, because what it reads may be
 * older than what they have seen: so no number steps back for them, also where several gateways answer one client. Only where
 * it fails do they share that. Nobody holds a thread while waiting. {@link RecentAnswers} give this up for some time, where they
 * are turned on.
 */
public final class SharedReads implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SharedReads.class);

    /** What a row takes in memory: less, unless its strings are long and of rare characters. */
    static final long ROW_BYTES = 512;

    /** Who waits for an answer, and since when. */
    private record Waiting(long sinceNanos, Consumer<ReadOutcome> whenRead) {}

    private final MetricsReader reader;
    private final QueryThreads threads;
    private final ByteBudget memory;
    private final RecentAnswers recent;
    private final Duration patience;

    /** Those who wait for the next read of a query; there is an entry from the first who asks until nobody does. */
    private final ConcurrentMap<MetricsQuery, List<Waiting>> waiting = new ConcurrentHashMap<>();

    /**
     * @param reader is closed with this
     * @param connections that the reader has
     * @param memory for all rows in memory
     * @param remembered how long an answer is given to others; zero: not at all
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
     * Reads; returns at once.
     *
     * @param afresh whether an answer that is remembered will not do
     * @param whenRead called once, on a thread that may take its time over the answer, but should not keep it; an outcome
     *     without an answer may come before this returns
     */
    void read(Metric metric, MetricsQuery query, boolean afresh, Consumer<ReadOutcome> whenRead) {
        MetricsAnswer remembered = afresh ? null : recent.get(query);
        if (remembered != null) {
            execute(metric, () -> whenRead.accept(new ReadOutcome.Answered(remembered)), whenRead);
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
            readLater(metric, query);
        }
    }

    /** Shows how many queries of each metric run and wait. */
    public SharedReads measuredBy(MeterRegistry registry) {
        threads.measuredBy(registry);
        return this;
    }

    @Override
    public void close() {
        threads.close();
        reader.close();
    }

    private void readLater(Metric metric, MetricsQuery query) {
        ReadOutcome refusal = ReadOutcome.Busy.withTooManyWaiting();
        try {
            // The span of a shared read goes with the request that began it.
            if (threads.tryExecute(metric, Context.current().wrap(() -> readNow(metric, query)))) {
                return;
            }
        } catch (RuntimeException | Error noThread) {
            refusal = new ReadOutcome.Failed(noThread);
        }
        giveUp(query, refusal);
    }

    /** Whatever fails, the entry goes: nobody waits for a read that nobody does. */
    private void readNow(Metric metric, MetricsQuery query) {
        try {
            readOnce(metric, query);
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

    private void readOnce(Metric metric, MetricsQuery query) {
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
            readLater(metric, query);
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
        long held = (query.limit() + 1) * ROW_BYTES;
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
                needed = answered.answer().rows().size() * ROW_BYTES;
            } else {
                // Those who came meanwhile would wait as long for the same.
                passengers.addAll(takeWaiting(query));
            }
            // Before the answer goes out: a client that asks again at once must not be in its own way.
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
        } catch (MetricsUnavailableException unavailable) {
            return new ReadOutcome.Unavailable(unavailable);
        } catch (RuntimeException | Error defect) {
            return new ReadOutcome.Failed(defect);
        }
    }

    private void execute(Metric metric, Runnable work, Consumer<ReadOutcome> whenRead) {
        if (!threads.tryExecute(metric, work)) {
            whenRead.accept(ReadOutcome.Busy.withTooManyWaiting());
        }
    }

    private static void tell(List<Waiting> all, ReadOutcome outcome) {
        for (Waiting one : all) {
            try {
                one.whenRead().accept(outcome);
            } catch (RuntimeException | Error unforeseen) {
                log.atError().setCause(unforeseen).log("One who waited for a read could not be answered");
            }
        }
    }
}
