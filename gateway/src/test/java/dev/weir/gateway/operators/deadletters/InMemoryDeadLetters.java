// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import dev.weir.gateway.clickhouse.ClickHouseUnavailableException;
import dev.weir.gateway.operators.EventIdentity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A store in memory that can become unavailable after some writes. */
final class InMemoryDeadLetters implements DeadLetterStore {
    final Map<EventIdentity, Instant> counted = new HashMap<>();
    Instant countedUpTo = Instant.EPOCH;

    /** The number of writes until the store becomes unavailable. */
    int writesLeft = Integer.MAX_VALUE;

    private final Map<DeadLetterId, DeadLetter> letters = new TreeMap<>();

    synchronized void add(DeadLetter letter) {
        letters.put(letter.id(), letter);
    }

    synchronized DeadLetter get(DeadLetterId id) {
        return Objects.requireNonNull(letters.get(id));
    }

    @Override
    public synchronized List<DeadLetter> page(Selection selection, int limit, int payloadLimitBytes)
            throws ClickHouseUnavailableException {
        speak();
        return selected(selection)
                .limit(limit)
                .map(letter -> cut(letter, payloadLimitBytes))
                .toList();
    }

    @Override
    public synchronized long count(Selection selection) throws ClickHouseUnavailableException {
        speak();
        return selected(selection).count();
    }

    @Override
    public synchronized void write(Map<DeadLetterId, Action> actions) throws ClickHouseUnavailableException {
        speak();
        writesLeft--;
        actions.forEach((id, action) -> letters.computeIfPresent(id, (same, letter) -> with(letter, action)));
    }

    @Override
    public synchronized Map<EventIdentity, Instant> counted(Collection<EventIdentity> identities) {
        Map<EventIdentity, Instant> found = new HashMap<>(counted);
        found.keySet().retainAll(identities);
        return found;
    }

    @Override
    public synchronized Instant countedUpTo() {
        return countedUpTo;
    }

    private void speak() throws ClickHouseUnavailableException {
        if (writesLeft <= 0) {
            throw new ClickHouseUnavailableException(new IllegalStateException("silent"));
        }
    }

    private Stream<DeadLetter> selected(Selection selection) {
        return letters.values().stream()
                .filter(letter -> selection.ids().isEmpty() || selection.ids().contains(letter.id()))
                .filter(letter ->
                        selection.reasons().isEmpty() || selection.reasons().contains(letter.reason()))
                .filter(letter -> selection.from().isEmpty()
                        || !letter.failedAt().isBefore(selection.from().get()))
                .filter(letter -> selection.to().isEmpty()
                        || letter.failedAt().isBefore(selection.to().get()))
                .filter(letter -> selection.status().isEmpty()
                        || letter.status() == selection.status().get())
                .filter(letter -> selection.after().isEmpty()
                        || letter.id().compareTo(selection.after().get()) > 0);
    }

    /** An action replaces an earlier one of the same time and kind. */
    private static DeadLetter with(DeadLetter letter, Action action) {
        List<Action> actions = new ArrayList<>(letter.actions());
        actions.removeIf(before -> before.at().equals(action.at()) && before.kind() == action.kind());
        actions.add(action);
        actions.sort(Comparator.comparing(Action::at));
        return letter.withActions(actions);
    }

    private static DeadLetter cut(DeadLetter letter, int limitBytes) {
        return letter.payload().length <= limitBytes
                ? letter
                : new DeadLetter(
                        letter.id(),
                        letter.failedAt(),
                        letter.reason(),
                        letter.detail(),
                        letter.key(),
                        Arrays.copyOf(letter.payload(), limitBytes),
                        letter.payloadBytes(),
                        letter.actions());
    }
}
