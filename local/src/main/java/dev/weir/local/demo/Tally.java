// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.demo;

import java.util.Locale;
import java.util.OptionalLong;

/** Compares what was sent with what is counted, and says so. Not thread-safe. */
final class Tally {
    private final long before;
    private long sent;
    private long expected;

    /** @param before how many events were counted before the first was sent */
    Tally(long before) {
        this.before = before;
    }

    /** Adds events that the gateway has accepted. */
    void add(Burst burst) {
        sent += burst.events().size();
        expected += burst.distinct();
    }

    long inFlight(long counted) {
        return Math.max(0, expected - since(counted));
    }

    boolean isComplete(OptionalLong counted) {
        return counted.isPresent() && since(counted.getAsLong()) >= expected;
    }

    /** @param counted all counted events */
    String line(long counted) {
        return String.format(
                Locale.ROOT,
                "sent %,d (%,d of them twice)  expected %,d  counted %,d  in flight %,d",
                sent,
                sent - expected,
                expected,
                since(counted),
                inFlight(counted));
    }

    /** @param counted all counted events; empty if unknown */
    String closing(OptionalLong counted) {
        return String.format(
                Locale.ROOT,
                "demo: %,d events sent (%,d of them twice), %,d expected, %s counted%s",
                sent,
                sent - expected,
                expected,
                counted.isPresent()
                        ? String.format(Locale.ROOT, "%,d", since(counted.getAsLong()))
                        : "an unknown number",
                verdict(counted));
    }

    private String verdict(OptionalLong counted) {
        if (!isComplete(counted)) {
            return ". The next ./run counts the rest.";
        }
        return since(counted.orElseThrow()) == expected ? ": each once." : ". Another producer also sent events.";
    }

    private long since(long counted) {
        return counted - before;
    }
}
