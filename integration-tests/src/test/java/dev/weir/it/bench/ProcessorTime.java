package dev.weir.it.bench;

import dev.weir.local.Component;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The processor time that each component has taken since its start. */
record ProcessorTime(Map<String, Duration> byComponent) {
    static ProcessorTime now(Collection<Component> components) {
        Map<String, Duration> times = new TreeMap<>();
        for (Component component : components) {
            times.put(
                    component.name(),
                    ProcessHandle.of(component.pid())
                            .flatMap(process -> process.info().totalCpuDuration())
                            .orElse(Duration.ZERO));
        }
        return new ProcessorTime(times);
    }

    /** In microseconds an event, by component and together. */
    String perEvent(ProcessorTime before, long events) {
        Map<String, Double> micros = new TreeMap<>();
        byComponent.forEach((name, time) -> micros.put(
                name,
                time.minus(before.byComponent.getOrDefault(name, Duration.ZERO)).toNanos() / 1_000.0 / events));
        return micros.entrySet().stream()
                        .map(entry -> String.format(Locale.ROOT, "%s %.1f", entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining(", "))
                + String.format(
                        Locale.ROOT,
                        "; all %.1f",
                        micros.values().stream()
                                .mapToDouble(Double::doubleValue)
                                .sum());
    }
}
