// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.gateway.operators.EventIdentity;
import dev.weir.gateway.operators.deadletters.Action.Kind;
import dev.weir.gateway.operators.deadletters.Action.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of every {@link DeadLetterStore}. */
public abstract class DeadLetterStoreContract {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.250Z");
    private static final int ANY_LENGTH = 1 << 20;

    private static final DeadLetter FIRST = letter(id("a-b", 3, 7), NOON, "late", new byte[] {0, -1, '\'', 10});
    private static final DeadLetter SECOND = letter(id("events", 0, 9), NOON.plusMillis(1), "malformed", new byte[0]);
    private static final DeadLetter THIRD = letter(id("events", 0, 10), NOON.minusMillis(1), "late", new byte[100]);
    private static final DeadLetter FOURTH = letter(id("events", 10, 1), NOON, "malformed", new byte[] {1});

    private DeadLetterStore store;

    /** Returns a store with these dead letters and one counted event. */
    protected abstract DeadLetterStore storeOf(List<DeadLetter> letters, EventIdentity counted, Instant receivedAt)
            throws Exception;

    @BeforeEach
    void fill() throws Exception {
        store = storeOf(List.of(FOURTH, SECOND, FIRST, THIRD), new EventIdentity("it's ada", "e-\\1"), NOON);
    }

    @Test
    void listsInTheOrderOfTheLogWithUnchangedBytes() throws Exception {
        assertThat(store.page(everything(), 10, ANY_LENGTH))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(FIRST, SECOND, THIRD, FOURTH);
        assertThat(store.count(everything())).isEqualTo(4);
    }

    @Test
    void continuesAfterTheLastListedLetter() throws Exception {
        assertThat(ids(store.page(everything(), 2, 0))).containsExactly(FIRST.id(), SECOND.id());
        assertThat(ids(store.page(everything().after(SECOND.id()), 2, 0))).containsExactly(THIRD.id(), FOURTH.id());
        assertThat(store.page(everything().after(FOURTH.id()), 2, 0)).isEmpty();
        assertThat(store.count(everything().after(SECOND.id()))).isEqualTo(2);
    }

    @Test
    void readsOnlyTheBeginningOfALongPayload() throws Exception {
        DeadLetter cut = store.page(Selection.of(List.of(THIRD.id())), 1, 60).get(0);

        assertThat(cut.payload()).hasSize(60);
        assertThat(cut.payloadBytes()).isEqualTo(100);
    }

    @Test
    void selectsByIdReasonAndTime() throws Exception {
        assertThat(found(List.of(FOURTH.id(), FIRST.id(), id("events", 0, 8)), List.of(), null, null))
                .containsExactly(FIRST.id(), FOURTH.id());
        assertThat(found(List.of(), List.of("late"), null, null)).containsExactly(FIRST.id(), THIRD.id());
        assertThat(found(List.of(), List.of("late", "malformed"), NOON, null))
                .containsExactly(FIRST.id(), SECOND.id(), FOURTH.id());
        assertThat(found(List.of(), List.of(), null, NOON)).containsExactly(THIRD.id());
        assertThat(found(List.of(), List.of("malformed"), NOON, NOON.plusMillis(1)))
                .containsExactly(FOURTH.id());
    }

    @Test
    void statusIsThatOfTheLastSuccessfulAction() throws Exception {
        store.write(Map.of(
                FIRST.id(),
                redrive(NOON, Outcome.PUBLISHED),
                SECOND.id(),
                redrive(NOON, Outcome.FAILED),
                THIRD.id(),
                new Action(NOON, Kind.DISCARD, Outcome.DISCARDED, "Set aside."),
                FOURTH.id(),
                new Action(NOON, Kind.DISCARD, Outcome.DISCARDED, "Set aside.")));
        store.write(Map.of(
                FIRST.id(), redrive(NOON.plusMillis(5), Outcome.STARTED),
                THIRD.id(), redrive(NOON.plusMillis(5), Outcome.ALREADY_COUNTED),
                FOURTH.id(), redrive(NOON.plusMillis(5), Outcome.UNACKNOWLEDGED)));

        assertThat(ofStatus(Status.OPEN)).containsExactly(SECOND.id());
        assertThat(ofStatus(Status.REDRIVEN)).containsExactly(FIRST.id(), THIRD.id());
        assertThat(ofStatus(Status.DISCARDED)).containsExactly(FOURTH.id());
        for (DeadLetter letter : store.page(everything(), 10, 0)) {
            assertThat(ofStatus(letter.status())).contains(letter.id());
        }
    }

    @Test
    void outcomeReplacesTheStartOfAnAction() throws Exception {
        Action outcome = new Action(NOON, Kind.REDRIVE, Outcome.PUBLISHED, "It's in the log, \\ again.");
        Action later = redrive(NOON.plusMillis(1), Outcome.FAILED);
        store.write(Map.of(FIRST.id(), redrive(NOON, Outcome.STARTED)));
        store.write(Map.of(FIRST.id(), outcome));
        store.write(Map.of(FIRST.id(), later));
        store.write(Map.of(FIRST.id(), later));
        store.write(Map.of());

        assertThat(store.page(everything(), 1, 0).get(0).actions()).containsExactly(outcome, later);
        assertThat(store.page(everything().after(FIRST.id()), 1, 0).get(0).actions())
                .isEmpty();
    }

    @Test
    void findsWhichIdentitiesAreCounted() throws Exception {
        EventIdentity other = new EventIdentity("e-\\1", "it's ada");

        assertThat(store.counted(List.of(new EventIdentity("it's ada", "e-\\1"), other)))
                .isEqualTo(Map.of(new EventIdentity("it's ada", "e-\\1"), NOON));
        assertThat(store.counted(Collections.singleton(other))).isEmpty();
        assertThat(store.counted(List.of())).isEmpty();
    }

    @Test
    void reportsNothingAsCountedBeforeTheFirstFreshness() throws Exception {
        assertThat(store.countedUpTo()).isEqualTo(Instant.EPOCH);
    }

    private List<DeadLetterId> found(
            List<DeadLetterId> ids, List<String> reasons, @Nullable Instant from, @Nullable Instant to)
            throws Exception {
        Selection selection = new Selection(
                ids, reasons, Optional.ofNullable(from), Optional.ofNullable(to), Optional.empty(), Optional.empty());
        List<DeadLetterId> found = ids(store.page(selection, 10, 0));
        assertThat(store.count(selection)).isEqualTo(found.size());
        return found;
    }

    private List<DeadLetterId> ofStatus(Status status) throws Exception {
        Selection selection = new Selection(
                List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.of(status), Optional.empty());
        return ids(store.page(selection, 10, 0));
    }

    private static Selection everything() {
        return Selection.of(List.of());
    }

    private static List<DeadLetterId> ids(List<DeadLetter> letters) {
        return letters.stream().map(DeadLetter::id).toList();
    }

    private static Action redrive(Instant at, Outcome outcome) {
        return new Action(at, Kind.REDRIVE, outcome, "");
    }

    private static DeadLetterId id(String topic, int partition, long offset) {
        return new DeadLetterId(topic, partition, offset);
    }

    private static DeadLetter letter(DeadLetterId id, Instant failedAt, String reason, byte[] payload) {
        return new DeadLetter(
                id,
                failedAt,
                reason,
                "It's why.",
                "ké\u0000y".getBytes(StandardCharsets.UTF_8),
                payload,
                payload.length,
                List.of());
    }
}
