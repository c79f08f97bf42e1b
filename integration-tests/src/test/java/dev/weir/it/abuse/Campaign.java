package dev.weir.it.abuse;

import dev.weir.it.Pause;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One kind of abuse after the other, beside the good client; first none. */
final class Campaign {
    /** Beyond the longest time that the gateway gives to a silent connection. */
    private static final Duration DESCRIPTORS_BACK_WITHIN = Duration.ofSeconds(75);

    /** Connections of the good client, of pools, to Kafka: they come and go without any abuse. */
    private static final int OWN_DESCRIPTORS = 20;

    private final Scene scene;
    private final Ammunition ammunition;
    private final Duration length;
    private final int port;

    /** @param length of each kind of abuse */
    Campaign(Scene scene, Ammunition ammunition, Duration length) {
        this.scene = scene;
        this.ammunition = ammunition;
        this.length = length;
        this.port = scene.stack().gatewayUrl().getPort();
    }

    List<Phase> carryOut(List<Attack> attacks) throws IOException, InterruptedException {
        List<Phase> phases = new ArrayList<>();
        scene.gateway().collectGarbage();
        int usual = scene.gateway().descriptors() + OWN_DESCRIPTORS;
        Tally none = new Tally();
        phases.add(phase("no abuse", List.of(), none, usual));
        for (Attack attack : attacks) {
            Tally tally = new Tally();
            scene.console().at(attack.title());
            phases.add(phase(attack.title(), attack.prepare(port, ammunition, tally), tally, usual));
        }
        return phases;
    }

    /** What must hold of the gateway's resources and answers; latencies are not judged here. */
    static List<Verdict> judge(List<Phase> phases, long heapBound) {
        List<Verdict> verdicts = new ArrayList<>();
        int usual = phases.get(0).before().descriptors() + OWN_DESCRIPTORS;
        for (Phase phase : phases) {
            verdicts.add(Verdict.of(
                    phase.after().descriptors() <= usual,
                    "descriptors are back after %s: %d, of %d at most that are usual"
                            .formatted(phase.title(), phase.after().descriptors(), usual)));
            long failures = phase.abuse().answers().tailMap(500).entrySet().stream()
                    .filter(answers -> answers.getKey() != 503)
                    .mapToLong(answers -> answers.getValue())
                    .sum();
            if (failures > 0) {
                verdicts.add(Verdict.of(
                        false,
                        "no abuse is answered as the gateway's own failure (5xx but 503): %s"
                                .formatted(phase.title())));
            }
        }
        long most = phases.stream()
                .mapToLong(phase -> phase.peak().heapBytes())
                .max()
                .orElse(0);
        verdicts.add(Verdict.of(
                most <= heapBound,
                "heap within its bound of %d MiB: %d MiB at most".formatted(heapBound >> 20, most >> 20)));
        return verdicts;
    }

    private Phase phase(String title, List<EventLoop> abuse, Tally tally, int usualDescriptors)
            throws IOException, InterruptedException {
        Sample before = scene.gateway().sample();
        Watch watch = new Watch(scene.gateway(), before);
        Instant from = Instant.now();
        abuse.forEach(EventLoop::start);
        Pause.of(length);
        Instant to = Instant.now();
        Tally.Counts counts = tally.counts();
        watch.close();
        abuse.forEach(EventLoop::close);
        int unused = scene.awaitDescriptors(usualDescriptors, DESCRIPTORS_BACK_WITHIN);
        scene.gateway().collectGarbage();
        return new Phase(
                title, from, to, counts, before, watch.peak(), scene.gateway().sample());
    }
}
