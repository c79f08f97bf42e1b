// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bench.load.BenchEvents;
import dev.weir.bench.load.LogFiller;
import dev.weir.local.Stack;
import dev.weir.local.StackException;
import dev.weir.testbed.TestStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./bench/run drain}: measures how fast a full log is counted, and what an event costs. */
@Command(
        customSynopsis =
                "./bench/run drain [--against NAME,…] [--rounds N] [--events N] [--again N] [--users N] [--videos N]",
        description =
                "Fills the log while the job is stopped, and measures how fast the job counts it with all features"
                        + " on; then the same with each peer, over the same events as JSON. Every result is"
                        + " compared with the events that were sent.",
        exitCodeList = {"0:measured, and the numbers are exact", "1:the numbers are wrong", "2:the measurement failed"})
final class DrainScenario extends Scenario {
    /**
     * With fewer steps than this, one step more or less would change the result of a program that counts in blocks a
     * lot.
     */
    private static final int FEW_STEPS = 10;

    @Option(
            names = "--against",
            paramLabel = "NAME,…",
            converter = SelectedPeers.class,
            completionCandidates = DrainPeer.Names.class,
            description = "peers: ${COMPLETION-CANDIDATES}, or none; all by default")
    private Selection selected = new Selection(List.of(DrainPeer.values()));

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "number of repetitions, each with a new log; ${DEFAULT-VALUE} by default")
    private int rounds = 3;

    @Option(names = "--events", paramLabel = "N", description = "number of events; ${DEFAULT-VALUE} by default")
    private long events = 4_000_000;

    @Option(
            names = "--again",
            paramLabel = "N",
            description = "number of the first events to send again at the end; ${DEFAULT-VALUE} by default")
    private long again = 0;

    @Mixin
    private final Population population = new Population();

    private record Selection(List<DrainPeer> peers) {}

    private static final class SelectedPeers implements ITypeConverter<Selection> {
        @Override
        public Selection convert(String text) {
            DrainPeer.Names names = new DrainPeer.Names();
            return new Selection(Stream.of(text.split(",", -1))
                    .filter(name -> !name.equals("none"))
                    .map(names::convert)
                    .toList());
        }
    }

    DrainScenario() {
        super("drain");
    }

    @Override
    int measure(Path folder) throws IOException, InterruptedException {
        Machine machine = Machine.here();
        PeerComparison speed = new PeerComparison("drain", "events/s", WeirDrain.NAME, rounds);
        PeerComparison cost = new PeerComparison("drain: processor time", "µs an event", WeirDrain.NAME, rounds);
        boolean isExact = true;
        for (int round = 1; round <= rounds; round++) {
            Path own = folder.resolve("round-" + round);
            try (TestStack opened = started(own, machine)) {
                Stack stack = opened.stack();
                for (DrainContender contender : contenders(stack, own, round)) {
                    isExact &= drain(contender, round, speed, cost);
                }
            }
        }
        show(new Report(
                name(),
                machine,
                configuration(),
                List.of(speed.values(), speed.ratios(), cost.values(), cost.ratios()),
                Figures.MEDIAN));
        return isExact ? 0 : NOT_EXACT;
    }

    /**
     * Fills the logs and returns the contenders. Weir is first in odd rounds and last in even ones, so that neither
     * side gets the better machine.
     */
    private List<DrainContender> contenders(Stack stack, Path folder, int round)
            throws IOException, InterruptedException {
        BenchEvents load = new BenchEvents(System.currentTimeMillis(), population.users, population.videos);
        LogFiller log = LogFiller.ofWeir(stack.kafkaBootstrapServers(), load);
        WeirDrain.sendAway(stack);
        console.at(String.format(Locale.ROOT, "round %d: filling the log with %,d events", round, events));
        log.fill(0, events);
        List<DrainContender> contenders = new ArrayList<>(List.of(new WeirDrain(stack, events, log, again, console)));
        if (!selected.peers().isEmpty()) {
            console.at("filling the log of the peers with the same events as JSON");
            LogFiller.ofJson(stack.kafkaBootstrapServers(), load).fill(0, events);
            for (DrainPeer peer : selected.peers()) {
                contenders.add(new PeerDrain(
                        peer,
                        stack.kafkaBootstrapServers(),
                        stack.kafka(),
                        folder.resolve(peer.peerName()),
                        sourceTree().resolve("bench/target/" + peer.peerName())));
            }
        }
        if (round % 2 == 0) {
            Collections.reverse(contenders);
        }
        return contenders;
    }

    /** @return whether the result is correct */
    private boolean drain(DrainContender contender, int round, PeerComparison speed, PeerComparison cost)
            throws IOException, InterruptedException {
        String name = contender.name();
        console.at(name + " starts");
        DrainWindow window;
        try {
            contender.start();
            window = new DrainWatch(contender.processes(), contender, events, console).toItsEnd();
        } catch (StackException | DrainFailure failed) {
            contender.stop();
            if (name.equals(WeirDrain.NAME)) {
                throw new IOException(failed.getMessage(), failed);
            }
            console.at(name + ": " + failed.getMessage());
            speed.add(Measurement.failed(name, round, String.valueOf(failed.getMessage())));
            return true;
        }
        console.at(String.format(
                Locale.ROOT,
                "%s: %,.0f a second; processor time in µs an event: %s",
                name,
                window.eventsPerSecond(),
                window.cost()));
        if (window.steps() < FEW_STEPS) {
            console.at(String.format(
                    Locale.ROOT,
                    "%s: its count rose only %d times while it was measured; use more events for a reliable rate",
                    name,
                    window.steps()));
        }
        String total = contender.total();
        contender.stop();
        boolean isExact = isExact(total, events);
        if (isExact) {
            speed.add(Measurement.of(name, round, window.eventsPerSecond()));
            cost.add(Measurement.of(name, round, window.cost().all()));
        } else {
            speed.add(Measurement.failed(name, round, "counted " + total));
        }
        return isExact;
    }

    private Map<String, Object> configuration() {
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("events", events);
        population.putInto(configuration);
        configuration.put("rounds", rounds);
        configuration.putAll(DrainPeer.describe(selected.peers()));
        return configuration;
    }
}
