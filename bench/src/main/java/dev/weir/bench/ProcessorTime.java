// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.local.Component;
import java.time.Duration;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

/** The processor time of each process since its start. */
record ProcessorTime(SortedMap<String, Duration> byProcess) {
    static ProcessorTime now(Collection<Component> components) {
        SortedMap<String, Duration> times = new TreeMap<>();
        for (Component component : components) {
            times.put(component.name(), of(component.pid()));
        }
        return new ProcessorTime(times);
    }

    /** The processor time, or zero if there is no such process. */
    static Duration of(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    Duration all() {
        return byProcess.values().stream().reduce(Duration.ZERO, Duration::plus);
    }
}
