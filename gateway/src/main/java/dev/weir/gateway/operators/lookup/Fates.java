// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.lookup;

import dev.weir.gateway.operators.lookup.Fate.Kind;
import dev.weir.gateway.operators.lookup.Scan.Copy;
import dev.weir.gateway.operators.lookup.StoredCopies.Counted;
import dev.weir.gateway.operators.lookup.StoredCopies.DeadLettered;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Determines the fate of each copy of an event, from the log and from the tables. */
final class Fates {
    private static final Place UNKNOWN = new Place(0, 0);

    private final StoredCopies stored;
    private final List<Counted> counted;
    private final List<DeadLettered> deadLettered;

    private Fates(StoredCopies stored) {
        this.stored = stored;
        this.counted = new ArrayList<>(stored.counted());
        this.deadLettered = new ArrayList<>(stored.deadLettered());
    }

    /** Returns the copies in the log, in its order, and then the copies that only the tables contain. */
    static List<Fate> of(Scan scan, StoredCopies stored) {
        return new Fates(stored).of(scan);
    }

    /** The fate of the event as a whole. */
    static Kind inTotal(List<Fate> fates) {
        return fates.stream().map(Fate::kind).min(Comparator.naturalOrder()).orElse(Kind.UNACCOUNTED);
    }

    private List<Fate> of(Scan scan) {
        List<Fate> fates = new ArrayList<>();
        for (Copy copy : scan.copies()) {
            fates.add(of(copy));
        }
        for (Counted row : counted) {
            Optional<Place> place = row.place().equals(UNKNOWN) ? Optional.empty() : Optional.of(row.place());
            fates.add(new Fate(
                    place,
                    Optional.of(row.receivedAt()),
                    false,
                    Kind.COUNTED,
                    "It is counted; it is not in the scanned part of the log.",
                    Optional.empty(),
                    Optional.empty()));
        }
        for (DeadLettered letter : deadLettered) {
            fates.add(dead(letter, Optional.empty(), false));
        }
        return fates;
    }

    /** Removes the stored copy that matches the copy. */
    private Fate of(Copy copy) {
        Optional<Counted> row =
                counted.stream().filter(found -> isOf(found, copy)).findFirst();
        if (row.isPresent()) {
            counted.remove(row.get());
            return fate(copy, Kind.COUNTED, "It is counted.", Optional.empty());
        }
        Optional<DeadLettered> letter = deadLettered.stream()
                .filter(found -> found.place().equals(copy.place()))
                .findFirst();
        if (letter.isPresent()) {
            deadLettered.remove(letter.get());
            return dead(letter.get(), Optional.of(copy), true);
        }
        if (copy.place().offset() >= stored.readUpTo()) {
            return fate(
                    copy,
                    Kind.PENDING,
                    String.format(
                            Locale.ROOT,
                            "The job has not read it yet: the next offset after its last checkpoint is %d.",
                            stored.readUpTo()),
                    Optional.empty());
        }
        return stored.counted().stream()
                .filter(found -> isBefore(found, copy))
                .max(Comparator.comparing(Counted::receivedAt).thenComparing(Counted::place))
                .map(first -> duplicate(copy, first))
                .orElseGet(() -> fate(
                        copy,
                        Kind.UNACCOUNTED,
                        "The job has read it, but it is neither in the events nor in the dead letters: its row, or"
                                + " the row of the event that it repeats, has expired.",
                        Optional.empty()));
    }

    private static boolean isOf(Counted row, Copy copy) {
        return row.place().equals(copy.place())
                || row.place().equals(UNKNOWN) && row.receivedAt().equals(copy.receivedAt());
    }

    private static boolean isBefore(Counted row, Copy copy) {
        return row.place().equals(UNKNOWN)
                ? !row.receivedAt().isAfter(copy.receivedAt())
                : row.place().compareTo(copy.place()) < 0;
    }

    private static Fate duplicate(Copy copy, Counted first) {
        boolean known = !first.place().equals(UNKNOWN);
        return fate(
                copy,
                Kind.DUPLICATE,
                String.format(
                        Locale.ROOT,
                        "This user_id and event_id is already counted: the copy received at %s%s.",
                        first.receivedAt(),
                        known
                                ? String.format(
                                        Locale.ROOT,
                                        ", partition %d, offset %d",
                                        first.place().partition(),
                                        first.place().offset())
                                : ""),
                known ? Optional.of(first.place()) : Optional.empty());
    }

    private static Fate dead(DeadLettered letter, Optional<Copy> copy, boolean inLog) {
        return new Fate(
                Optional.of(letter.place()),
                copy.map(Copy::receivedAt),
                inLog,
                Kind.ofReason(letter.reason()),
                letter.detail(),
                Optional.empty(),
                Optional.of(letter.id()));
    }

    private static Fate fate(Copy copy, Kind kind, String why, Optional<Place> duplicateOf) {
        return new Fate(
                Optional.of(copy.place()),
                Optional.of(copy.receivedAt()),
                true,
                kind,
                why,
                duplicateOf,
                Optional.empty());
    }
}
