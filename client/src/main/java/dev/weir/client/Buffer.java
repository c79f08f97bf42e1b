// SPDX-License-Identifier: Apache-2.0
package dev.weir.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The events that are not settled yet: a queue, and the batches that are being sent. It bounds the memory of both
 * together, and keeps the accounts: each event is in it until it is counted in exactly one way. Thread-safe.
 */
final class Buffer {
    /** @param bytes the bound; {@code batchBytes} are those of a request's body */
    record Limits(long bytes, int batchEvents, int batchBytes, Duration linger) {}

    private final Limits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition work = lock.newCondition();
    private final Condition settled = lock.newCondition();

    private final Queue<QueuedEvent> queue = new ArrayDeque<>();
    private final Set<Batch> inFlight = new HashSet<>();
    private final Set<Batch> beingReported = new HashSet<>();
    private long lineBytesInQueue;
    private long bytes;
    private long flushUpTo;
    private boolean closed;
    private boolean abandoned;

    private long tracked;
    private long accepted;
    private long rejected;
    private long expired;
    private long notDelivered;
    private long refused;
    private long requests;
    private long retried;

    Buffer(Limits limits) {
        this.limits = limits;
    }

    /** Returns whether a line of this length can ever be taken. */
    boolean fits(int lineBytes) {
        return lineBytes <= limits.batchBytes() && QueuedEvent.sizeBytes(lineBytes) <= limits.bytes();
    }

    /**
     * Takes an event.
     *
     * @param patience how long to wait for room
     * @return false if there is no room, or the buffer is closed
     */
    boolean offer(String eventId, byte[] line, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (!closed && bytes + QueuedEvent.sizeBytes(line.length) > limits.bytes()) {
                if (left <= 0) {
                    refused++;
                    return false;
                }
                left = room.awaitNanos(left);
            }
            if (closed) {
                refused++;
                return false;
            }
            tracked++;
            QueuedEvent event = new QueuedEvent(tracked, eventId, line, System.nanoTime());
            queue.add(event);
            lineBytesInQueue += line.length;
            bytes += event.sizeBytes();
            if (queue.size() == 1 || isEnough()) {
                work.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a batch. Returns null if the buffer is closed and its queue is empty. */
    @Nullable
    Batch take() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                QueuedEvent oldest = queue.peek();
                if (oldest != null) {
                    long left = limits.linger().toNanos() - (System.nanoTime() - oldest.queuedAtNanos());
                    if (left <= 0 || isEnough() || oldest.sequence() <= flushUpTo) {
                        return cut(oldest);
                    }
                    work.awaitNanos(left);
                } else if (closed) {
                    return null;
                } else {
                    work.await();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isEnough() {
        return queue.size() >= limits.batchEvents() || lineBytesInQueue >= limits.batchBytes();
    }

    private Batch cut(QueuedEvent oldest) {
        List<QueuedEvent> events = new ArrayList<>();
        long length = 0;
        QueuedEvent next = oldest;
        while (next != null
                && events.size() < limits.batchEvents()
                && length + next.line().length <= limits.batchBytes()) {
            length += next.line().length;
            events.add(queue.remove());
            next = queue.peek();
        }
        lineBytesInQueue -= length;
        if (next != null) {
            work.signal();
        }
        Batch batch = new Batch(events);
        inFlight.add(batch);
        return batch;
    }

    /**
     * Replaces a batch by what is left of it, and counts the others of its events. If some of them failed, {@link #flush}
     * waits until they are {@link #reported}.
     *
     * @return false, without any change, if the batch was {@link #abandon abandoned}
     */
    boolean settle(Batch batch, List<Batch> rest, Tally tally) {
        lock.lock();
        try {
            if (!inFlight.remove(batch)) {
                return false;
            }
            if (tally.rejected() + tally.expired() > 0) {
                beingReported.add(batch);
            }
            inFlight.addAll(rest);
            bytes -= batch.sizeBytes();
            for (Batch part : rest) {
                bytes += part.sizeBytes();
            }
            accepted += tally.accepted();
            rejected += tally.rejected();
            expired += tally.expired();
            settled.signalAll();
            room.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Notes that the program was told of the failed events of a settled batch. */
    void reported(Batch batch) {
        lock.lock();
        try {
            beingReported.remove(batch);
            settled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a time, or until the events are abandoned. */
    void pause(Duration time) throws InterruptedException {
        long left = time.toNanos();
        lock.lock();
        try {
            while (left > 0 && !abandoned) {
                left = settled.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isAbandoned() {
        lock.lock();
        try {
            return abandoned;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets the present events be sent without lingering, and waits until they are settled.
     *
     * @return false if some are not in time
     */
    boolean flush(Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            long target = tracked;
            flushUpTo = Math.max(flushUpTo, target);
            work.signalAll();
            while (oldestSequence() <= target) {
                if (left <= 0) {
                    return false;
                }
                left = settled.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private long oldestSequence() {
        QueuedEvent oldest = queue.peek();
        long inQueue = oldest == null ? Long.MAX_VALUE : oldest.sequence();
        return Stream.concat(inFlight.stream(), beingReported.stream())
                .mapToLong(Batch::firstSequence)
                .reduce(inQueue, Math::min);
    }

    /** Takes no further events. */
    void close() {
        lock.lock();
        try {
            closed = true;
            flushUpTo = Long.MAX_VALUE;
            work.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Gives up all events that are not settled, in the order of their tracking. */
    List<QueuedEvent> abandon() {
        lock.lock();
        try {
            List<QueuedEvent> left = new ArrayList<>(queue);
            inFlight.forEach(batch -> left.addAll(batch.events()));
            left.sort(Comparator.comparingLong(QueuedEvent::sequence));
            abandoned = true;
            notDelivered += left.size();
            queue.clear();
            inFlight.clear();
            lineBytesInQueue = 0;
            bytes = 0;
            settled.signalAll();
            return left;
        } finally {
            lock.unlock();
        }
    }

    /** Counts a request. */
    void sent(boolean again) {
        lock.lock();
        try {
            requests++;
            retried += again ? 1 : 0;
        } finally {
            lock.unlock();
        }
    }

    ClientMetrics metrics() {
        lock.lock();
        try {
            long queued =
                    queue.size() + inFlight.stream().mapToLong(Batch::count).sum();
            return new ClientMetrics(
                    tracked, accepted, rejected, expired, notDelivered, queued, bytes, refused, requests, retried);
        } finally {
            lock.unlock();
        }
    }
}
