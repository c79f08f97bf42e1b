// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.testbed.ProcessorTime;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The processor time per event of each process, in microseconds. */
record CostPerEvent(SortedMap<String, Double> byProcess) {
    static CostPerEvent of(ProcessorTime before, ProcessorTime after, double events) {
        SortedMap<String, Double> micros = new TreeMap<>();
        after.byProcess()
                .forEach((name, time) -> micros.put(
                        name,
                        time.minus(before.byProcess().getOrDefault(name, Duration.ZERO))
                                        .toNanos()
                                / 1_000.0
                                / events));
        return new CostPerEvent(micros);
    }

    double all() {
        return byProcess.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    @Override
    public String toString() {
        return byProcess.entrySet().stream().map(CostPerEvent::text).collect(Collectors.joining(", "))
                + String.format(Locale.ROOT, "; all %.1f", all());
    }

    private static String text(Map.Entry<String, Double> entry) {
        return String.format(Locale.ROOT, "%s %.1f", entry.getKey(), entry.getValue());
    }
}
