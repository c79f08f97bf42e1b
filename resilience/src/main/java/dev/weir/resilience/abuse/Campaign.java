// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import dev.weir.testbed.Pause;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Runs one kind of abuse after the other beside the good client, after a first phase without abuse. */
final class Campaign {
    /** Longer than the gateway's longest idle timeout. */
    private static final Duration DESCRIPTORS_BACK_WITHIN = Duration.ofSeconds(75);

    /** Pooled connections and connections to Kafka, which come and go without any abuse. */
    private static final int OWN_DESCRIPTORS = 20;

    private final Scene scene;
    private final Ammunition ammunition;
    private final Duration length;
    private final int port;

    /** @param length the length of each kind of abuse */
    Campaign(Scene scene, Ammunition ammunition, Duration length) {
        this.scene = scene;
        this.ammunition = ammunition;
        this.length = length;
        this.port = scene.stack().gatewayUrl().getPort();
    }

    List<Phase> carryOut(List<Attack> attacks) throws IOException, InterruptedException {
        List<Phase> phases = new ArrayList<>();
        scene.gateway().collectGarbage();
        int fewest = scene.gateway().descriptors();
        phases.add(phase("no abuse", List.of(), new AbuseTally(), fewest + OWN_DESCRIPTORS));
        for (Attack attack : attacks) {
            AbuseTally tally = new AbuseTally();
            scene.console().at(attack.title());
            fewest = fewest(phases);
            phases.add(phase(attack.title(), attack.prepare(port, ammunition, tally), tally, fewest + OWN_DESCRIPTORS));
        }
        return phases;
    }

    /** Checks the gateway's resources and responses. Latencies are not checked here. */
    static List<Verdict> judge(List<Phase> phases, long heapBound) {
        List<Verdict> verdicts = new ArrayList<>();
        int usual = fewest(phases) + OWN_DESCRIPTORS;
        for (Phase phase : phases) {
            verdicts.add(Verdict.of(
                    phase.after().descriptors() <= usual,
                    String.format(
                            Locale.ROOT,
                            "descriptors are back after %s: %d, at most %d are usual",
                            phase.title(),
                            phase.after().descriptors(),
                            usual)));
            long failures = phase.abuse().answers().tailMap(500).entrySet().stream()
                    .filter(answers -> answers.getKey() != 503)
                    .mapToLong(answers -> answers.getValue())
                    .sum();
            if (failures > 0) {
                verdicts.add(Verdict.of(
                        false,
                        String.format(Locale.ROOT, "no abuse gets a 5xx response other than 503: %s", phase.title())));
            }
        }
        long most = phases.stream()
                .mapToLong(phase -> phase.peak().heapBytes())
                .max()
                .orElse(0);
        verdicts.add(Verdict.of(
                most <= heapBound,
                String.format(
                        Locale.ROOT, "heap within its bound of %d MiB: %d MiB at most", heapBound >> 20, most >> 20)));
        return verdicts;
    }

    /** The fewest descriptors before or after any phase. A leak shows against the fewest, not against the latest. */
    private static int fewest(List<Phase> phases) {
        return phases.stream()
                .flatMap(phase -> Stream.of(phase.before(), phase.after()))
                .mapToInt(Sample::descriptors)
                .min()
                .orElseThrow();
    }

    private Phase phase(String title, List<EventLoop> abuse, AbuseTally tally, int usualDescriptors)
            throws IOException, InterruptedException {
        Sample before = scene.gateway().sample();
        Watch watch = new Watch(scene.gateway(), before);
        Instant from = Instant.now();
        abuse.forEach(EventLoop::start);
        Pause.of(length);
        Instant to = Instant.now();
        AbuseTally.Counts counts = tally.counts();
        watch.close();
        abuse.forEach(EventLoop::close);
        Sample unused = scene.settled(usualDescriptors, DESCRIPTORS_BACK_WITHIN);
        scene.gateway().collectGarbage();
        // Connections that waited in the backlog during the garbage collection are accepted only now.
        Sample after = scene.settled(usualDescriptors, DESCRIPTORS_BACK_WITHIN);
        return new Phase(title, from, to, counts, before, watch.peak(), after);
    }
}
