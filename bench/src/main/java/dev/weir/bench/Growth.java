// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bench.load.BenchEvents;
import dev.weir.bench.load.LogFiller;
import dev.weir.local.Stack;
import dev.weir.testbed.TestStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./bench/run growth}: measures what an event costs with a hundred times as many users and videos. */
@Command(
        customSynopsis = "./bench/run growth [--times N] [--rounds N] [--events N] [--users N] [--videos N]",
        description =
                "Drains a full log of few users and videos, and one of many, in turn, and compares the processor time of an event.",
        exitCodeList = {"0:measured, and the numbers are exact", "1:the numbers are wrong", "2:the measurement failed"})
final class Growth extends Scenario {
    private static final String FEW = "few";
    private static final String MANY = "many";

    @Option(
            names = "--times",
            paramLabel = "N",
            description = "factor between few and many; ${DEFAULT-VALUE} by default")
    private int times = 100;

    @Option(names = "--rounds", paramLabel = "N", description = "number of repetitions; ${DEFAULT-VALUE} by default")
    private int rounds = 3;

    @Option(names = "--events", paramLabel = "N", description = "number of events; ${DEFAULT-VALUE} by default")
    private long events = 4_000_000;

    @Option(names = "--users", paramLabel = "N", description = "number when few; ${DEFAULT-VALUE} by default")
    private int users = 5_000;

    @Option(names = "--videos", paramLabel = "N", description = "number when few; ${DEFAULT-VALUE} by default")
    private int videos = 1_000;

    private final Machine machine = Machine.here();

    Growth() {
        super("growth");
    }

    @Override
    int measure(Path folder) throws IOException, InterruptedException {
        PeerComparison cost = new PeerComparison("growth: processor time", "µs an event", MANY, rounds);
        PeerComparison speed = new PeerComparison("growth: drain", "events/s", MANY, rounds);
        boolean isExact = true;
        for (int round = 1; round <= rounds; round++) {
            for (String size : round % 2 == 1 ? List.of(FEW, MANY) : List.of(MANY, FEW)) {
                isExact &= drain(folder.resolve(size + "-" + round), size, round, cost, speed);
            }
        }
        show(new Report(
                name(),
                machine,
                configuration(),
                List.of(cost.values(), cost.ratios(), speed.values(), speed.ratios()),
                Figures.MEDIAN));
        return isExact ? 0 : NOT_EXACT;
    }

    private boolean drain(Path folder, String size, int round, PeerComparison cost, PeerComparison speed)
            throws IOException, InterruptedException {
        int factor = size.equals(MANY) ? times : 1;
        try (TestStack opened = started(folder, machine)) {
            Stack stack = opened.stack();
            WeirDrain.sendAway(stack);
            LogFiller log = LogFiller.ofWeir(
                    stack.kafkaBootstrapServers(),
                    new BenchEvents(System.currentTimeMillis(), users * factor, videos * factor));
            log.fill(0, events);
            WeirDrain job = new WeirDrain(stack, events, log, 0, console);
            job.start();
            DrainWindow window = new DrainWatch(job.processes(), job, events, console).toItsEnd();
            boolean isExact = job.total().equals(Long.toString(events));
            console.at(String.format(
                    Locale.ROOT,
                    "round %d, %s: %,.0f a second; processor time in µs an event: %s; %s",
                    round,
                    size,
                    window.eventsPerSecond(),
                    window.cost(),
                    isExact ? "exact" : "NOT EXACT"));
            cost.add(
                    isExact
                            ? Measurement.of(size, round, window.cost().all())
                            : Measurement.failed(size, round, "the numbers are wrong"));
            speed.add(Measurement.of(size, round, window.eventsPerSecond()));
            return isExact;
        } catch (DrainFailure failed) {
            throw new IOException(failed.getMessage(), failed);
        }
    }

    private Map<String, Object> configuration() {
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("events", events);
        configuration.put("few", users + " users, " + videos + " videos");
        configuration.put("many", times + " times as many");
        configuration.put("rounds", rounds);
        return configuration;
    }
}
