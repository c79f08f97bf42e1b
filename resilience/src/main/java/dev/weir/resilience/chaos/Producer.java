// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import dev.weir.testbed.Answer;
import dev.weir.testbed.Pause;
import dev.weir.testbed.Sent;
import dev.weir.testbed.WeirClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/**
 * A producer with at-least-once delivery. It retries failed, timed-out and refused requests at the other gateway until
 * they are acknowledged. It gives up some batches, and sends some twice.
 */
final class Producer implements Runnable {
    private static final Duration AFTER_FAILURE = Duration.ofMillis(250);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    private static final Duration DUPLICATE_AFTER = Duration.ofSeconds(4);

    /** Events of a batch that was acknowledged, and when they are sent again. */
    private record Again(List<Sent> events, long fromNanos) {}

    private final List<WeirClient> gateways;
    private final Batches batches;
    private final DriverLog log;
    private final BooleanSupplier isOver;
    private final Duration betweenBatches;
    private final Queue<Again> again = new ArrayDeque<>();
    private int turn;

    /**
     * @param turn the gateway to begin with
     * @param isOver whether to make no new batches
     */
    Producer(
            List<WeirClient> gateways,
            int turn,
            Batches batches,
            Duration betweenBatches,
            DriverLog log,
            BooleanSupplier isOver) {
        this.gateways = gateways;
        this.turn = turn;
        this.batches = batches;
        this.betweenBatches = betweenBatches;
        this.log = log;
        this.isOver = isOver;
    }

    @Override
    public void run() {
        try {
            while (!isOver.getAsBoolean()) {
                Batches.Batch batch = batches.next();
                if (deliver(batch) && batch.isDuplicated()) {
                    again.add(new Again(batch.events(), System.nanoTime() + DUPLICATE_AFTER.toNanos()));
                }
                sendDuplicatesThatAreDue();
                Pause.of(betweenBatches);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Retries until the batch is acknowledged, and returns true. Returns false if the batch is one to give up, and its
     * first attempt failed.
     */
    private boolean deliver(Batches.Batch batch) throws InterruptedException {
        log.posted(batch.events());
        while (!isAcknowledged(batch.events())) {
            if (batch.isAbandoned()) {
                log.abandoned(batch.events());
                return false;
            }
            log.resent(batch.events());
        }
        log.acknowledged(batch.events());
        return true;
    }

    /** Makes one attempt at the next gateway; waits after a failure. */
    private boolean isAcknowledged(List<Sent> events) throws InterruptedException {
        try {
            Answer answer = gateways.get(turn++ % gateways.size()).post(events);
            if (answer.status() == 200 && answer.json().get("accepted").asInt() == events.size()) {
                return true;
            }
            if (answer.status() != 429 && answer.status() != 503) {
                log.surprised(answer.status() + " " + answer.body());
            }
            Duration wanted = Duration.ofSeconds(
                    answer.headers().firstValueAsLong("Retry-After").orElse(1));
            Pause.of(wanted.compareTo(LONGEST_WAIT) < 0 ? wanted : LONGEST_WAIT);
        } catch (IOException unreachable) {
            Pause.of(AFTER_FAILURE);
        }
        return false;
    }

    private void sendDuplicatesThatAreDue() throws InterruptedException {
        Again next = again.peek();
        while (next != null && System.nanoTime() - next.fromNanos() > 0) {
            again.remove();
            log.duplicated(next.events());
            // No retry is needed, because the batch was acknowledged before.
            boolean unused = isAcknowledged(next.events());
            next = again.peek();
        }
    }
}
