// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Compares Weir with its peers in the same rounds. The speed of a machine varies over time, so only the ratio of two
 * values of one round is meaningful. A round in which either of the two failed has no ratio.
 */
final class PeerComparison {
    private final String title;
    private final String unit;
    private final String ours;
    private final int rounds;
    private final Map<String, SortedMap<Integer, Measurement>> measurements = new LinkedHashMap<>();

    PeerComparison(String title, String unit, String ours, int rounds) {
        this.title = title;
        this.unit = unit;
        this.ours = ours;
        this.rounds = rounds;
    }

    void add(Measurement measurement) {
        measurements
                .computeIfAbsent(measurement.contender(), any -> new TreeMap<>())
                .put(measurement.round(), measurement);
    }

    /** Our value divided by the peer's, by round. */
    SortedMap<Integer, Double> ratios(String peer) {
        SortedMap<Integer, Double> own = values(ours);
        SortedMap<Integer, Double> ratios = new TreeMap<>();
        values(peer).forEach((round, value) -> {
            if (own.containsKey(round)) {
                ratios.put(round, own.getOrDefault(round, Double.NaN) / value);
            }
        });
        return ratios;
    }

    /** The values, one row per contender. */
    Figures values() {
        return new Figures(
                title,
                unit,
                columns(),
                measurements.keySet().stream()
                        .map(name -> row(name, values(name), faults(name)))
                        .toList());
    }

    /** The ratios, one row per peer. */
    Figures ratios() {
        return new Figures(
                title + ": " + ours + " divided by its peer",
                "ratio",
                columns(),
                measurements.keySet().stream()
                        .filter(name -> !name.equals(ours))
                        .map(peer -> row(peer, ratios(peer), ""))
                        .toList());
    }

    private List<String> columns() {
        List<String> columns = new ArrayList<>(IntStream.rangeClosed(1, rounds)
                .mapToObj(round -> String.format(Locale.ROOT, "round %d", round))
                .toList());
        columns.addAll(List.of(Figures.MEDIAN, Figures.LEAST, Figures.MOST));
        return columns;
    }

    private Figures.Row row(String name, SortedMap<Integer, Double> byRound, String note) {
        List<Double> values = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            values.add(byRound.getOrDefault(round, Double.NaN));
        }
        Spread spread = Spread.of(byRound.values());
        values.addAll(List.of(spread.median(), spread.least(), spread.most()));
        return new Figures.Row(name, values, note);
    }

    private SortedMap<Integer, Double> values(String contender) {
        SortedMap<Integer, Double> values = new TreeMap<>();
        of(contender).stream().filter(Measurement::counts).forEach(one -> values.put(one.round(), one.value()));
        return values;
    }

    private String faults(String contender) {
        return of(contender).stream()
                .filter(one -> !one.fault().isEmpty())
                .map(one -> String.format(Locale.ROOT, "round %d: %s", one.round(), one.fault()))
                .collect(Collectors.joining("; "));
    }

    private Collection<Measurement> of(String contender) {
        return measurements.getOrDefault(contender, new TreeMap<>()).values();
    }
}
