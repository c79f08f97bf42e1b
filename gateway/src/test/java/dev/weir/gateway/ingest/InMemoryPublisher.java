// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.ingest;

import dev.weir.event.Event;
import dev.weir.event.EventCodec;
import dev.weir.gateway.progress.LogPositions;
import dev.weir.http.admission.ByteBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A publisher whose log is a list. Tests can break the log, and delay its acknowledgements. */
public final class InMemoryPublisher implements EventPublisher {
    /** What was published at once. */
    public record Batch(long receivedAt, List<Event> events) {}

    private final List<Batch> log = new CopyOnWriteArrayList<>();
    private final List<Runnable> keptBack = new ArrayList<>();
    private final ByteBudget inFlight;
    private volatile boolean broken;
    private volatile boolean closed;
    private boolean keepsBack;
    private long logged;

    public InMemoryPublisher(long maxInFlightBytes) {
        inFlight = new ByteBudget(maxInFlightBytes);
    }

    @Override
    public void publish(List<Event> events, long receivedAt, Consumer<PublishOutcome> whenDone) {
        EventCodec codec = new EventCodec();
        long bytes =
                events.stream().mapToLong(event -> codec.encode(event).length).sum();
        if (broken || closed) {
            whenDone.accept(PublishOutcome.Refused.UNAVAILABLE);
        } else if (!inFlight.tryAcquire(bytes)) {
            whenDone.accept(PublishOutcome.Refused.QUEUE_FULL);
        } else {
            acknowledge(() -> {
                inFlight.release(bytes);
                whenDone.accept(broken ? PublishOutcome.Refused.UNAVAILABLE : append(new Batch(receivedAt, events)));
            });
        }
    }

    @Override
    public @Nullable String problem() {
        return broken ? "The list is broken." : null;
    }

    @Override
    public void close(Duration atMost) {
        closed = true;
        acknowledgeAll();
    }

    public boolean isClosed() {
        return closed;
    }

    public void breakLog() {
        broken = true;
    }

    public void mendLog() {
        broken = false;
    }

    /** Delays all acknowledgements until {@link #acknowledgeAll}. */
    public synchronized void keepAcknowledgementsBack() {
        keepsBack = true;
    }

    public void acknowledgeAll() {
        List<Runnable> due;
        synchronized (this) {
            due = List.copyOf(keptBack);
            keptBack.clear();
            keepsBack = false;
        }
        due.forEach(Runnable::run);
    }

    public synchronized int waiting() {
        return keptBack.size();
    }

    public List<Batch> batches() {
        return log;
    }

    public List<Event> events() {
        return log.stream().flatMap(batch -> batch.events().stream()).toList();
    }

    /** Uses a single partition, with one offset per event. */
    private synchronized PublishOutcome append(Batch batch) {
        log.add(batch);
        logged += batch.events().size();
        return new PublishOutcome.Durable(new LogPositions(Map.of(0, logged)));
    }

    private void acknowledge(Runnable acknowledgement) {
        synchronized (this) {
            if (keepsBack) {
                keptBack.add(acknowledgement);
                return;
            }
        }
        acknowledgement.run();
    }
}
