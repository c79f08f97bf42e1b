// SPDX-License-Identifier: Apache-2.0
package dev.weir.client;

import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sends batches of the buffer, one at a time, each until it is settled. A client has as many senders as requests may be
 * in flight; each runs on a thread of its own until the buffer is closed and empty.
 */
final class Sender implements Runnable {
    private static final System.Logger LOGGER = System.getLogger(WeirClient.class.getName());

    private final Buffer buffer;
    private final GatewayConnection gateway;
    private final Backoff backoff;
    private final Optional<Duration> maxAge;
    private final ClientListener listener;

    Sender(
            Buffer buffer,
            GatewayConnection gateway,
            Backoff backoff,
            Optional<Duration> maxAge,
            ClientListener listener) {
        this.buffer = buffer;
        this.gateway = gateway;
        this.backoff = backoff;
        this.maxAge = maxAge;
        this.listener = listener;
    }

    @Override
    public void run() {
        try {
            for (Batch batch = buffer.take(); batch != null; batch = buffer.take()) {
                deliver(batch);
            }
        } catch (InterruptedException notByThisClient) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(Batch whole) throws InterruptedException {
        Deque<Batch> open = new ArrayDeque<>(List.of(whole));
        int failures = 0;
        while (!open.isEmpty() && !buffer.isAbandoned()) {
            Optional<Batch> live = expire(open.pop());
            if (live.isEmpty()) {
                continue;
            }
            Batch batch = live.get();
            buffer.sent(failures > 0);
            Answer answer = gateway.send(batch);
            if (answer instanceof Answer.Decided decided) {
                settle(batch, decided);
                failures = 0;
            } else if (answer instanceof Answer.Refused refused) {
                open.addAll(refuse(batch, refused));
                failures = 0;
            } else if (answer instanceof Answer.TryAgain problem) {
                if (buffer.isAbandoned()) {
                    return;
                }
                failures++;
                open.push(batch);
                Duration wait = backoff.after(failures, problem.retryAfter());
                tell(new RequestProblem(problem.status(), problem.code(), problem.message(), batch.count(), wait));
                buffer.pause(wait);
            }
        }
    }

    /** Gives up the events that are too old. Returns the others, if there are any. */
    private Optional<Batch> expire(Batch batch) {
        if (maxAge.isEmpty()) {
            return Optional.of(batch);
        }
        long now = System.nanoTime();
        List<QueuedEvent> live = new ArrayList<>();
        List<FailedEvent> expired = new ArrayList<>();
        for (QueuedEvent event : batch.events()) {
            if (now - event.queuedAtNanos() <= maxAge.get().toNanos()) {
                live.add(event);
            } else {
                expired.add(failed(
                        event,
                        FailedEvent.Reason.EXPIRED,
                        "",
                        "The event could not be delivered in " + maxAge.get() + "."));
            }
        }
        if (expired.isEmpty()) {
            return Optional.of(batch);
        }
        Optional<Batch> rest = live.isEmpty() ? Optional.empty() : Optional.of(new Batch(live));
        settle(batch, rest.stream().toList(), new Tally(0, 0, expired.size()), expired);
        return rest;
    }

    private void settle(Batch batch, Answer.Decided decided) {
        Map<Integer, FailedEvent> failed = new HashMap<>();
        for (Answer.Rejection rejection : decided.rejections()) {
            failed.put(
                    rejection.index(),
                    failed(
                            batch.events().get(rejection.index()),
                            FailedEvent.Reason.REJECTED,
                            rejection.code(),
                            rejection.message()));
        }
        settle(
                batch,
                List.of(),
                new Tally(batch.count() - failed.size(), failed.size(), 0),
                List.copyOf(failed.values()));
    }

    /** Returns what has to be tried again: two halves, if the request was too large. */
    private List<Batch> refuse(Batch batch, Answer.Refused refused) {
        List<QueuedEvent> events = batch.events();
        if (refused.status() == 413 && events.size() > 1) {
            int middle = events.size() / 2;
            List<Batch> halves =
                    List.of(new Batch(events.subList(0, middle)), new Batch(events.subList(middle, events.size())));
            return settle(batch, halves, Tally.NONE, List.of()) ? halves : List.of();
        }
        tell(new RequestProblem(refused.status(), refused.code(), refused.message(), batch.count(), Duration.ZERO));
        List<FailedEvent> failed = events.stream()
                .map(event -> failed(event, FailedEvent.Reason.REJECTED, refused.code(), refused.message()))
                .toList();
        settle(batch, List.of(), new Tally(0, failed.size(), 0), failed);
        return List.of();
    }

    private boolean settle(Batch batch, List<Batch> rest, Tally tally, List<FailedEvent> failed) {
        boolean settled = buffer.settle(batch, rest, tally);
        if (settled) {
            tell(listener, failed);
            buffer.reported(batch);
        }
        return settled;
    }

    private void tell(RequestProblem problem) {
        guarded(() -> listener.requestFailed(problem));
    }

    /** Calls a listener with events, unless there are none. */
    static void tell(ClientListener listener, List<FailedEvent> failed) {
        if (!failed.isEmpty()) {
            guarded(() -> listener.eventsFailed(failed));
        }
    }

    /** A listener that throws must not end the thread. */
    private static void guarded(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException mistake) {
            LOGGER.log(Level.ERROR, "The listener of the Weir client failed", mistake);
        }
    }

    static FailedEvent failed(QueuedEvent event, FailedEvent.Reason reason, String code, String message) {
        String json = new String(event.line(), 0, event.line().length - 1, StandardCharsets.UTF_8);
        return new FailedEvent(event.eventId(), json, reason, code, message);
    }
}
