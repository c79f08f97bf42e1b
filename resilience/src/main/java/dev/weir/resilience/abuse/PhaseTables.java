// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Formats the results of each phase as Markdown tables. */
final class PhaseTables {
    private PhaseTables() {}

    /** The good client and the gateway, one row per phase. */
    static List<String> goodClient(List<Phase> phases, List<Attempt> attempts) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "| good client beside | requests | p50 | p99 | max | not 200 |"
                        + " heap at peak, in use after | RSS at peak | descriptors before, at peak, after | threads at peak | processors |");
        lines.add("|---|--:|--:|--:|--:|---|--:|--:|--:|--:|--:|");
        for (Phase phase : phases) {
            Latencies latencies = Latencies.of(attempts, phase.from(), phase.to());
            lines.add(String.format(
                    Locale.ROOT,
                    "| %s | %,d | %s | %s | %s | %s | %d, %d MiB | %d MiB | %d, %d, %d | %d | %.1f |",
                    phase.title(),
                    latencies.count(),
                    Times.written(latencies.quantile(0.5)),
                    Times.written(latencies.quantile(0.99)),
                    Times.written(latencies.max()),
                    latencies.failuresText(),
                    phase.peak().heapBytes() >> 20,
                    phase.after().heapBytes() >> 20,
                    phase.peak().residentBytes() >> 20,
                    phase.before().descriptors(),
                    phase.peak().descriptors(),
                    phase.after().descriptors(),
                    phase.peak().threads(),
                    phase.processors()));
        }
        return lines;
    }

    /** The abusers, one row per phase with abuse. */
    static List<String> abuse(List<Phase> phases) {
        List<String> lines = new ArrayList<>();
        lines.add("| abuse | connections | at a time | requests a second | outcome |");
        lines.add("|---|--:|--:|--:|---|");
        phases.stream()
                .filter(phase -> phase.abuse().connections() + phase.abuse().refused() > 0)
                .forEach(phase -> lines.add(String.format(
                        Locale.ROOT,
                        "| %s | %,d | %,d | %,.0f | %s |",
                        phase.title(),
                        phase.abuse().connections(),
                        phase.abuse().mostOpen(),
                        phase.abuse().requests() * 1_000.0 / phase.length().toMillis(),
                        phase.abuse().answersText())));
        return lines;
    }
}
