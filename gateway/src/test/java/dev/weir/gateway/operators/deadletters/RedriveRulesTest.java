// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Event;
import dev.weir.event.EventRules;
import dev.weir.gateway.operators.deadletters.Action.Kind;
import dev.weir.gateway.operators.deadletters.Action.Outcome;
import dev.weir.gateway.operators.deadletters.RedriveRules.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RedriveRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Instant BEFORE = NOW.minus(Duration.ofHours(30));
    private static final Duration LATENESS = Duration.ofDays(30);

    private final RedriveRules rules = rules(Optional.empty());

    @Test
    void sendsAValidEventWithItsIdentity() {
        Decision decision = rules.decide(Letters.of(Letters.view("e", true, NOW)), NOW);

        assertThat(decision).isEqualTo(new Decision.Publish(Letters.view("e", false, NOW)));
    }

    @Test
    void failsARecordThatIsNotAnEvent() {
        assertFailed(rules.decide(Letters.of(new byte[] {1, 2, 3}), NOW), "not an event");
        assertFailed(rules.decide(Letters.of(new byte[0]), NOW), "not an event");
    }

    @Test
    void failsAnEventThatStillBreaksARule() {
        Instant old = NOW.minus(LATENESS).minusMillis(1);
        assertFailed(rules.decide(Letters.of(Letters.view("e", false, old)), NOW), "too_old: ");
        assertFailed(rules.decide(Letters.of(Letters.view(" ", false, NOW)), NOW), "invalid_value: ");
    }

    @Test
    void failsATruncatedRecord() {
        DeadLetter cut =
                new DeadLetter(Letters.ID, NOW, "malformed", "", new byte[0], new byte[65_536], 65_537, List.of());

        assertFailed(rules.decide(cut, NOW), "65537 bytes");
    }

    @Test
    void skipsAnEventThatIsAlreadyCounted() {
        Decision decision = again(rules, BEFORE, Instant.EPOCH);

        assertThat(decision).isInstanceOfSatisfying(Decision.Settle.class, settle -> assertThat(settle.outcome())
                .isEqualTo(Outcome.ALREADY_COUNTED));
    }

    @Test
    void sendsAgainOnlyIfEarlierAttemptsCannotCount() {
        for (Outcome outcome : new Outcome[] {Outcome.STARTED, Outcome.PUBLISHED, Outcome.UNACKNOWLEDGED}) {
            assertFailed(again(rules, null, BEFORE, outcome), "may still be counted");
            assertFailed(again(rules, null, BEFORE.plus(Duration.ofMinutes(3)).minusMillis(1), outcome), "may still");
            assertThat(again(rules, null, BEFORE.plus(Duration.ofMinutes(3)), outcome))
                    .isInstanceOf(Decision.Publish.class);
        }
    }

    @Test
    void ignoresAttemptsThatSentNothing() {
        for (Outcome outcome : new Outcome[] {Outcome.FAILED, Outcome.DISCARDED, Outcome.ALREADY_COUNTED}) {
            assertThat(again(rules, null, Instant.EPOCH, outcome)).isInstanceOf(Decision.Publish.class);
        }
    }

    @Test
    void failsIfTheEventsToCompareWithHaveExpired() {
        assertFailed(
                again(rules(Optional.of(Duration.ofHours(30))), null, NOW),
                "raw events that could prove it" + " have expired");
        assertThat(again(rules(Optional.of(Duration.ofHours(31))), null, NOW)).isInstanceOf(Decision.Publish.class);
    }

    private static Decision again(RedriveRules rules, @Nullable Instant countedAt, Instant countedUpTo) {
        return again(rules, countedAt, countedUpTo, Outcome.PUBLISHED);
    }

    /** Decides about a letter with one attempt thirty hours ago. */
    private static Decision again(
            RedriveRules rules, @Nullable Instant countedAt, Instant countedUpTo, Outcome outcome) {
        Event event = Letters.view("e", false, NOW);
        DeadLetter letter = Letters.with(Letters.of(event), new Action(BEFORE, Kind.REDRIVE, outcome, ""));
        return rules.decide(letter, event, countedAt, countedUpTo, NOW);
    }

    private static RedriveRules rules(Optional<Duration> eventsKept) {
        return new RedriveRules(new EventRules(LATENESS), eventsKept);
    }

    private static void assertFailed(Decision decision, String detail) {
        assertThat(decision).isInstanceOfSatisfying(Decision.Settle.class, settle -> {
            assertThat(settle.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(settle.detail()).contains(detail);
        });
    }
}
