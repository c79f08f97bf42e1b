// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bench.load.BenchEvents;
import dev.weir.bench.load.LogFiller;
import dev.weir.local.Stack;
import dev.weir.testbed.TestStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./bench/run metrics}: measures what metrics that users define cost the job. */
@Command(
        customSynopsis = "./bench/run metrics [--definitions N,…] [--rounds N] [--events N] [--users N] [--videos N]",
        description =
                "Drains the same log with no defined metrics, and with some. The definitions are of every aggregate and"
                        + " read properties of every event. The views are compared with the events that were sent.",
        exitCodeList = {"0:measured, and the numbers are exact", "1:the numbers are wrong", "2:the measurement failed"})
final class DefinedMetrics extends Scenario {
    private static final String NONE = "no metrics";

    /** Every event is measured by each of these but the last, whose type it does not have. */
    private static final List<String> DEFINITIONS = List.of(
            "aggregate: count, by: [properties.device]",
            "aggregate: sum, of: properties.seconds, by: [properties.country]",
            "aggregate: histogram, of: properties.seconds, buckets: [10, 60, 120, 300]",
            "aggregate: unique, of: user_id, by: [properties.country]",
            "aggregate: max, of: properties.seconds, by: [properties.device, properties.country]",
            "aggregate: count, where: {properties.device: phone}, by: [properties.country]",
            "aggregate: last, of: properties.seconds",
            "aggregate: min, of: properties.seconds, by: [properties.device]",
            "aggregate: sum, of: properties.seconds, by: [video_id]",
            "aggregate: count, type: login, by: [properties.device]");

    @Option(
            names = "--definitions",
            paramLabel = "N,…",
            split = ",",
            description = "numbers of definitions to compare with none; ${DEFAULT-VALUE} by default")
    private List<Integer> counts = List.of(10, 100);

    @Option(names = "--rounds", paramLabel = "N", description = "number of repetitions; ${DEFAULT-VALUE} by default")
    private int rounds = 3;

    @Option(names = "--events", paramLabel = "N", description = "number of events; ${DEFAULT-VALUE} by default")
    private long events = 4_000_000;

    @Mixin
    private final Population population = new Population();

    DefinedMetrics() {
        super("metrics");
    }

    @Override
    int measure(Path folder) throws IOException, InterruptedException {
        Machine machine = Machine.here();
        PeerComparison speed = new PeerComparison("drain", "events/s", NONE, rounds);
        PeerComparison cost = new PeerComparison("drain: processor time", "µs an event", NONE, rounds);
        boolean isExact = true;
        for (int round = 1; round <= rounds; round++) {
            List<Integer> order = new ArrayList<>(List.of(0));
            order.addAll(counts);
            if (round % 2 == 0) {
                Collections.reverse(order);
            }
            for (int count : order) {
                isExact &= drain(folder.resolve("round-" + round + "-" + count), machine, count, round, speed, cost);
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

    /** @return whether the result is correct */
    private boolean drain(Path folder, Machine machine, int count, int round, PeerComparison speed, PeerComparison cost)
            throws IOException, InterruptedException {
        String name = count == 0 ? NONE : count + " metrics";
        Path file = Files.createDirectories(folder).resolve("metrics.yaml");
        Files.writeString(file, definitions(count));
        try (TestStack opened =
                started(folder.resolve("stack"), machine, Map.of("WEIR_METRICS_FILE", file.toString()))) {
            Stack stack = opened.stack();
            WeirDrain.sendAway(stack);
            console.at(
                    String.format(Locale.ROOT, "round %d, %s: filling the log with %,d events", round, name, events));
            LogFiller log = LogFiller.ofWeir(
                    stack.kafkaBootstrapServers(),
                    new BenchEvents(System.currentTimeMillis(), population.users, population.videos));
            log.fill(0, events);
            WeirDrain weir = new WeirDrain(stack, events, log, 0, console);
            weir.start();
            DrainWindow window = new DrainWatch(weir.processes(), weir, events, console).toItsEnd();
            console.at(String.format(
                    Locale.ROOT,
                    "%s: %,.0f a second; processor time in µs an event: %s",
                    name,
                    window.eventsPerSecond(),
                    window.cost()));
            boolean isExact = isExact(weir.total(), events);
            speed.add(Measurement.of(name, round, window.eventsPerSecond()));
            cost.add(Measurement.of(name, round, window.cost().all()));
            return isExact;
        } catch (DrainFailure failed) {
            throw new IOException(failed.getMessage(), failed);
        }
    }

    private static String definitions(int count) {
        StringBuilder file = new StringBuilder("metrics:");
        for (int i = 0; i < count; i++) {
            file.append(
                    String.format(Locale.ROOT, "%n  - {name: m%d, %s}", i, DEFINITIONS.get(i % DEFINITIONS.size())));
        }
        return file.append(count == 0 ? " []" : "").append('\n').toString();
    }

    private Map<String, Object> configuration() {
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("events", events);
        population.putInto(configuration);
        configuration.put("rounds", rounds);
        configuration.put("definitions", counts);
        return configuration;
    }
}
