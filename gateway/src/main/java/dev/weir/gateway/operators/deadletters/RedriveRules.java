// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import dev.weir.event.Event;
import dev.weir.event.EventCodec;
import dev.weir.event.EventRules;
import dev.weir.event.UndecodableEventException;
import dev.weir.event.Violation;
import dev.weir.gateway.operators.deadletters.Action.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a redrive does with a dead letter. The event must pass the rules for received events, and no identity
 * may be counted twice.
 *
 * <p>The job recognizes a repeated identity only within its horizon, and a second attempt may come later. A second
 * attempt is therefore allowed only if the first one is certain not to count. That is so if the job has passed the
 * first attempt and the table of counted events, which would still contain the event, does not. Not thread-safe.
 */
final class RedriveRules {
    /** Longer than Kafka may take to store an event that was sent to it. */
    static final Duration LONGEST_ON_THE_WAY = Duration.ofMinutes(3);

    /** Longer than the longest event that the gateway accepts. */
    static final int LONGEST_PAYLOAD_BYTES = 64 * 1024;

    private final EventRules rules;
    private final Optional<Duration> eventsKept;
    private final EventCodec codec = new EventCodec();

    /** @param eventsKept how long after its receipt a counted event can be looked up; empty means forever */
    RedriveRules(EventRules rules, Optional<Duration> eventsKept) {
        this.rules = rules;
        this.eventsKept = eventsKept;
    }

    sealed interface Decision {
        /** @param event with an identity that the job recognizes */
        record Publish(Event event) implements Decision {}

        record Settle(Outcome outcome, String detail) implements Decision {}
    }

    /** Decides by the rules for events alone. */
    Decision decide(DeadLetter letter, Instant now) {
        if (letter.payloadBytes() > LONGEST_PAYLOAD_BYTES) {
            return failed(String.format(
                    Locale.ROOT,
                    "The payload has at least %d bytes, but an event has at most %d. It cannot be sent again.",
                    letter.payloadBytes(),
                    LONGEST_PAYLOAD_BYTES));
        }
        Event event;
        try {
            event = codec.decode(letter.payload());
        } catch (UndecodableEventException undecodable) {
            return failed("The payload is not an event: " + undecodable.getMessage() + ".");
        }
        Violation violation = rules.check(event, now.toEpochMilli());
        return violation == null
                ? new Decision.Publish(withIdentity(event))
                : failed(violation.code().code() + ": " + violation.message());
    }

    /**
     * Decides by the counted events and by earlier attempts.
     *
     * @param countedAt when the counted event with this identity was received; null if no such event is counted
     * @param countedUpTo the job has processed every event that was accepted before this time
     */
    Decision decide(DeadLetter letter, Event event, @Nullable Instant countedAt, Instant countedUpTo, Instant now) {
        if (countedAt != null) {
            return new Decision.Settle(
                    Outcome.ALREADY_COUNTED,
                    "An event with this user_id and event_id is already counted, received at " + countedAt + ".");
        }
        Optional<Instant> attempt = lastAttempt(letter);
        if (attempt.isEmpty()) {
            return new Decision.Publish(event);
        }
        Instant arrived = attempt.get().plus(LONGEST_ON_THE_WAY);
        if (countedUpTo.isBefore(arrived)) {
            return failed(String.format(
                    Locale.ROOT,
                    "The redrive of %s may still be counted: the job has read up to %s. Retry when it has read past"
                            + " %s.",
                    attempt.get(),
                    countedUpTo,
                    arrived));
        }
        if (eventsKept.isPresent() && !now.isBefore(attempt.get().plus(eventsKept.get()))) {
            return failed(String.format(
                    Locale.ROOT,
                    "The redrive of %s may have been counted: the raw events that could prove it have expired.",
                    attempt.get()));
        }
        return new Decision.Publish(event);
    }

    static boolean wasTried(DeadLetter letter) {
        return lastAttempt(letter).isPresent();
    }

    private static Optional<Instant> lastAttempt(DeadLetter letter) {
        return letter.actions().stream()
                .filter(Action::mayHavePublished)
                .map(Action::at)
                .max(Instant::compareTo);
    }

    /**
     * Marks the id as not assigned by the gateway: the event may be sent again, so the job must recognize its identity.
     */
    private static Event withIdentity(Event event) {
        return event.withEventId(event.eventId(), false);
    }

    private static Decision failed(String detail) {
        return new Decision.Settle(Outcome.FAILED, detail);
    }
}
