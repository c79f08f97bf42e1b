// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.live;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.kafka.KafkaUnavailableException;
import dev.weir.gateway.operators.reconcile.LatestComparison;
import dev.weir.gateway.progress.LogPositions;
import dev.weir.gateway.progress.PositionReader;
import dev.weir.http.background.Periodic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the state of Weir on its own thread, at most once a second, and only while it is asked for. Thread-safe. */
public final class StatusReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StatusReader.class);
    private static final Duration TICK = Duration.ofMillis(50);
    private static final long PAUSE_NANOS = Duration.ofMillis(900).toNanos();

    private final PositionReader logEnd;
    private final JobProgressReader job;
    private final Supplier<@Nullable LatestComparison> ledger;
    private final Refusals refusals;
    private final MeterRegistry meters;
    private final Clock clock;
    private final LogGrowth growth = new LogGrowth();
    private final Queue<Consumer<Status>> waiting = new ConcurrentLinkedQueue<>();
    private final Periodic reading;
    private @Nullable Boolean hasEvents;
    private @Nullable Status latest;
    private long readNanos = System.nanoTime() - PAUSE_NANOS;

    /**
     * @param logEnd reads the end of the log
     * @param ledger the latest comparison of the ledger
     * @param meters has the counters of the gateway
     */
    public StatusReader(
            PositionReader logEnd,
            JobProgressReader job,
            Supplier<@Nullable LatestComparison> ledger,
            Refusals refusals,
            MeterRegistry meters,
            Clock clock) {
        this.logEnd = logEnd;
        this.job = job;
        this.ledger = ledger;
        this.refusals = refusals;
        this.meters = meters;
        this.clock = clock;
        this.reading = Periodic.start("status", Duration.ZERO, TICK, this::work);
    }

    /** @param whenRead called once, on the thread of the reader, with a state that is at most a second old */
    void read(Consumer<Status> whenRead) {
        waiting.add(whenRead);
    }

    @Override
    public void close() {
        reading.close();
    }

    private void work() throws InterruptedException {
        if (waiting.isEmpty()) {
            return;
        }
        Status status = latest;
        if (status == null || System.nanoTime() - readNanos >= PAUSE_NANOS) {
            status = readNow();
            latest = status;
            readNanos = System.nanoTime();
        }
        for (Consumer<Status> next = waiting.poll(); next != null; next = waiting.poll()) {
            try {
                next.accept(status);
            } catch (RuntimeException | Error unforeseen) {
                log.atError().setCause(unforeseen).log("The status could not be sent");
            }
        }
    }

    private Status readNow() throws InterruptedException {
        LogPositions end = end();
        JobProgress progress = progress();
        if (end != null) {
            growth.note(end, System.nanoTime());
            hasEvents = LogGrowth.records(end) > 0;
        }
        return new Status(
                clock.instant(),
                hasEvents,
                end == null ? null : growth.perSecond(),
                count("weir.events.accepted"),
                count("weir.events.rejected"),
                refusals.at(System.nanoTime()),
                progress,
                end == null || progress == null ? null : lag(end, progress.counted()),
                ledger.get());
    }

    private @Nullable LogPositions end() throws InterruptedException {
        try {
            return logEnd.read();
        } catch (KafkaUnavailableException | ClickHouseUnavailableException unavailable) {
            log.atDebug().setCause(unavailable).log("The end of the log could not be read");
            return null;
        }
    }

    private @Nullable JobProgress progress() {
        try {
            return job.read();
        } catch (ClickHouseUnavailableException unavailable) {
            log.atDebug().setCause(unavailable).log("The progress of the job could not be read");
            return null;
        }
    }

    /** Null until the job's position in each partition with records is known. */
    private static @Nullable Long lag(LogPositions end, LogPositions counted) {
        long lag = 0;
        for (Map.Entry<Integer, Long> partition : end.nextOffsets().entrySet()) {
            Long position = counted.nextOffsets().get(partition.getKey());
            if (position == null && partition.getValue() > 0) {
                return null;
            }
            lag += Math.max(0, partition.getValue() - (position == null ? 0 : position));
        }
        return lag;
    }

    private long count(String name) {
        return (long) meters.find(name).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
