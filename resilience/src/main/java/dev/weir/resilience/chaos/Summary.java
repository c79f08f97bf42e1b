// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import dev.weir.resilience.examination.LedgerWitness;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Summarizes a run in lines for the console. */
final class Summary {
    private final DriverLog driver;
    private final FaultLog faults;
    private final LedgerWitness.Seen ledger;
    private final long overNanos;

    /** @param overNanos when the traffic ended, as {@link System#nanoTime()} */
    Summary(DriverLog driver, FaultLog faults, LedgerWitness.Seen ledger, long overNanos) {
        this.driver = driver;
        this.faults = faults;
        this.ledger = ledger;
        this.overNanos = overNanos;
    }

    List<String> lines() {
        DriverLog.Counts counts = driver.counts();
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(String.format(Locale.ROOT, "events posted        %,10d", counts.posted()));
        lines.add(String.format(Locale.ROOT, "       acknowledged  %,10d", counts.acknowledged()));
        lines.add(String.format(
                Locale.ROOT, "       re-sent       %,10d  because they were not acknowledged", counts.resent()));
        lines.add(String.format(
                Locale.ROOT,
                "       sent twice    %,10d  on purpose, after they were acknowledged",
                counts.duplicates()));
        lines.add(String.format(
                Locale.ROOT, "       given up      %,10d  never acknowledged, not sent again", counts.abandoned()));
        lines.add("ledger: " + ledger.text());
        lines.add("");
        lines.addAll(faultLines());
        return lines;
    }

    private List<String> faultLines() {
        List<FaultLog.Entry> entries = faults.entries();
        Map<FaultKind, List<Integer>> byKind = new EnumMap<>(FaultKind.class);
        for (int i = 0; i < entries.size(); i++) {
            byKind.computeIfAbsent(entries.get(i).kind(), kind -> new ArrayList<>())
                    .add(i);
        }
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT, "%-45s %6d   longest time without   numbers fresh again", "faults", entries.size()));
        lines.add(String.format(Locale.ROOT, "%-45s %6s   an acknowledgement     after the healing", "", ""));
        byKind.forEach((kind, turns) -> lines.add(String.format(
                Locale.ROOT,
                "  %-43s %6d %18.1f s %21s",
                kind.title(),
                turns.size(),
                DriverLog.seconds(silence(entries, turns)),
                fresh(entries, turns))));
        return lines;
    }

    private long silence(List<FaultLog.Entry> entries, List<Integer> turns) {
        long longest = 0;
        for (int turn : turns) {
            long until = turn + 1 < entries.size() ? entries.get(turn + 1).injectedNanos() : overNanos;
            longest = Math.max(
                    longest, driver.longestSilenceNanos(entries.get(turn).injectedNanos(), until));
        }
        return longest;
    }

    private static String fresh(List<FaultLog.Entry> entries, List<Integer> turns) {
        List<Optional<Long>> times =
                turns.stream().map(turn -> entries.get(turn).staleNanos()).toList();
        OptionalLong longest =
                times.stream().flatMap(Optional::stream).mapToLong(time -> time).max();
        return times.stream().anyMatch(Optional::isEmpty) || longest.isEmpty()
                ? "not seen"
                : String.format(Locale.ROOT, "%.1f s", DriverLog.seconds(longest.getAsLong()));
    }
}
