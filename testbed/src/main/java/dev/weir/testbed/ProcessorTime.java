// SPDX-License-Identifier: Apache-2.0
package dev.weir.testbed;

import dev.weir.local.Component;
import java.time.Duration;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

/** The processor time of each process since its start. */
public record ProcessorTime(SortedMap<String, Duration> byProcess) {
    public static ProcessorTime now(Collection<Component> components) {
        SortedMap<String, Duration> times = new TreeMap<>();
        for (Component component : components) {
            times.put(component.name(), of(component.pid()));
        }
        return new ProcessorTime(times);
    }

    /** The processor time, or zero if there is no such process. */
    public static Duration of(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    public Duration all() {
        return byProcess.values().stream().reduce(Duration.ZERO, Duration::plus);
    }
}
