// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import dev.weir.event.Event;
import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.ingest.EventPublisher;
import dev.weir.gateway.ingest.PublishOutcome;
import dev.weir.gateway.operators.EventIdentity;
import dev.weir.gateway.operators.deadletters.Action.Kind;
import dev.weir.gateway.operators.deadletters.Action.Outcome;
import dev.weir.gateway.operators.deadletters.RedriveRules.Decision;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends the events of dead letters to Kafka again.
 *
 * <p>Stores an action before it sends an event, and updates the action after Kafka's acknowledgement. Whatever fails in
 * between, a later redrive finds this attempt. Not thread-safe.
 */
final class Redrive implements Work {
    private final DeadLetterStore store;
    private final EventPublisher publisher;
    private final RedriveRules rules;
    private final Clock clock;

    Redrive(DeadLetterStore store, EventPublisher publisher, RedriveRules rules, Clock clock) {
        this.store = store;
        this.publisher = publisher;
        this.rules = rules;
        this.clock = clock;
    }

    @Override
    public Kind kind() {
        return Kind.REDRIVE;
    }

    /** Small enough that the events of one page are a small part of what may be in flight. */
    @Override
    public int pageSize() {
        return 50;
    }

    @Override
    public int payloadLimitBytes() {
        return RedriveRules.LONGEST_PAYLOAD_BYTES;
    }

    @Override
    public Map<DeadLetterId, Action> on(List<DeadLetter> letters)
            throws ClickHouseUnavailableException, NotPublishedException {
        Instant now = clock.instant();
        Instant begin = Work.begin(letters, now);
        Map<DeadLetterId, Action> actions = new LinkedHashMap<>();
        Map<DeadLetterId, Event> toSend = new LinkedHashMap<>();
        decide(letters, now).forEach((id, decision) -> {
            if (decision instanceof Decision.Publish publish) {
                toSend.put(id, publish.event());
                actions.put(id, new Action(begin, Kind.REDRIVE, Outcome.STARTED, ""));
            } else if (decision instanceof Decision.Settle settle) {
                actions.put(id, new Action(begin, Kind.REDRIVE, settle.outcome(), settle.detail()));
            }
        });
        if (!toSend.isEmpty() && publisher.problem() != null) {
            throw new NotPublishedException(PublishOutcome.Refused.UNAVAILABLE);
        }
        store.write(actions);
        if (!toSend.isEmpty()) {
            PublishOutcome outcome = publish(List.copyOf(toSend.values()), now);
            Map<DeadLetterId, Action> sent = new LinkedHashMap<>();
            toSend.keySet().forEach(id -> sent.put(id, sent(begin, outcome)));
            store.write(sent);
            if (outcome instanceof PublishOutcome.Refused refused) {
                throw new NotPublishedException(refused);
            }
            actions.putAll(sent);
        }
        return actions;
    }

    private Map<DeadLetterId, Decision> decide(List<DeadLetter> letters, Instant now)
            throws ClickHouseUnavailableException {
        Map<DeadLetter, Decision> byRules = new LinkedHashMap<>();
        List<EventIdentity> identities = new ArrayList<>();
        boolean triedBefore = false;
        for (DeadLetter letter : letters) {
            Decision decision = rules.decide(letter, now);
            byRules.put(letter, decision);
            if (decision instanceof Decision.Publish publish) {
                identities.add(EventIdentity.of(publish.event()));
                triedBefore |= RedriveRules.wasTried(letter);
            }
        }
        // Read this before the counted events, which must include everything up to this time.
        Instant countedUpTo = triedBefore ? store.countedUpTo() : Instant.EPOCH;
        Map<EventIdentity, Instant> counted = identities.isEmpty() ? Map.of() : store.counted(identities);
        Map<DeadLetterId, Decision> decisions = new LinkedHashMap<>();
        byRules.forEach((letter, decision) -> {
            if (decision instanceof Decision.Publish publish) {
                Instant countedAt = counted.get(EventIdentity.of(publish.event()));
                decisions.put(letter.id(), rules.decide(letter, publish.event(), countedAt, countedUpTo, now));
            } else {
                decisions.put(letter.id(), decision);
            }
        });
        return decisions;
    }

    private PublishOutcome publish(List<Event> events, Instant now) {
        CompletableFuture<PublishOutcome> outcome = new CompletableFuture<>();
        publisher.publish(events, now.toEpochMilli(), outcome::complete);
        try {
            return outcome.get(RedriveRules.LONGEST_ON_THE_WAY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return PublishOutcome.Refused.UNAVAILABLE;
        } catch (ExecutionException | TimeoutException noAnswer) {
            return PublishOutcome.Refused.UNAVAILABLE;
        }
    }

    private static Action sent(Instant at, PublishOutcome outcome) {
        return outcome instanceof PublishOutcome.Durable
                ? new Action(at, Kind.REDRIVE, Outcome.PUBLISHED, "The event was written to the log again.")
                : new Action(
                        at,
                        Kind.REDRIVE,
                        Outcome.UNACKNOWLEDGED,
                        "Kafka did not acknowledge the event; it may or may not be in the log.");
    }
}
