// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Records when each fault was injected and healed, and when the numbers were fresh again. Thread-safe. */
final class FaultLog {
    /** A fault that happened. Times are {@link System#nanoTime()}. */
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

        /**
         * How long after the heal the numbers were stale. Empty until a response includes everything from before the
         * heal.
         */
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

    /** Records that a response included everything from before this instant. */
    synchronized void seen(Instant asOf) {
        entries.forEach(entry -> entry.seen(asOf));
    }

    synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }
}
