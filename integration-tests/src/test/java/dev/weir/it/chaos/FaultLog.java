package dev.weir.it.chaos;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** When which fault was brought about and healed, and when the numbers were fresh again. Threads share it. */
final class FaultLog {
    /** A fault that happened; moments are {@link System#nanoTime()}. */
    static final class Entry {
        private final FaultKind kind;
        private final long injectedNanos;
        private long healedNanos;
        private Instant healedAt = Instant.MAX;
        private long freshNanos;

        private Entry(FaultKind kind) {
            this.kind = kind;
            this.injectedNanos = System.nanoTime();
        }

        FaultKind kind() {
            return kind;
        }

        long injectedNanos() {
            return injectedNanos;
        }

        /** From the heal on; empty while there was no answer with everything from before it. */
        synchronized Optional<Long> staleNanos() {
            return freshNanos == 0 ? Optional.empty() : Optional.of(freshNanos - healedNanos);
        }

        synchronized void healed() {
            healedNanos = System.nanoTime();
            healedAt = Instant.now();
        }

        private synchronized void seen(Instant asOf) {
            if (freshNanos == 0 && !asOf.isBefore(healedAt)) {
                freshNanos = System.nanoTime();
            }
        }
    }

    private final List<Entry> entries = new ArrayList<>();

    synchronized Entry begin(FaultKind kind) {
        Entry entry = new Entry(kind);
        entries.add(entry);
        return entry;
    }

    /** A reader was told that everything before this instant is in the numbers. */
    synchronized void seen(Instant asOf) {
        entries.forEach(entry -> entry.seen(asOf));
    }

    synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }
}
