// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bench.load.BenchEvents;
import dev.weir.bench.load.LogFiller;
import dev.weir.bench.load.LogSize;
import dev.weir.local.Stack;
import dev.weir.testbed.Pause;
import dev.weir.testbed.TestStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./bench/run identities}: measures what it costs to remember many identities. */
@Command(
        customSynopsis = "./bench/run identities [--identities N] [--events N] [--users N] [--videos N]",
        description = "Drains a full log with a million identities in the state, and again with many; also measures the"
                + " time from a start until the job counts, and the memory and disk per identity.",
        exitCodeList = {"0:measured, and the numbers are exact", "1:the numbers are wrong", "2:the measurement failed"})
final class Identities extends Scenario {
    private static final long FEW = 1_000_000;

    /** Events per step. The log holds one step, and is emptied after it. */
    private static final long AT_ONCE = 5_000_000;

    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final Duration CHECKPOINT_WITHIN = Duration.ofSeconds(12);
    private static final List<String> COLUMNS =
            List.of("identities", "events/s", "µs an event", "start s", "filter bytes each", "state bytes each");

    @Option(names = "--identities", paramLabel = "N", description = "number when many; ${DEFAULT-VALUE} by default")
    private long identities = 50_000_000;

    @Option(
            names = "--events",
            paramLabel = "N",
            description = "number of events of a drain; ${DEFAULT-VALUE} by default")
    private long events = 4_000_000;

    @Mixin
    private final Population population = new Population();

    private long sent;

    Identities() {
        super("identities");
    }

    @Override
    int measure(Path folder) throws IOException, InterruptedException {
        Machine machine = Machine.here();
        try (TestStack opened = started(folder.resolve("stack"), machine)) {
            Stack stack = opened.stack();
            LogFiller log = LogFiller.ofWeir(
                    stack.kafkaBootstrapServers(),
                    new BenchEvents(System.currentTimeMillis(), population.users, population.videos));
            WeirDrain job = new WeirDrain(stack, events, log, 0, console);
            List<Figures.Row> rows = new ArrayList<>();
            remember(stack, job, log, FEW);
            rows.add(drain("few", stack, job, log));
            remember(stack, job, log, identities);
            rows.add(drain("many", stack, job, log));
            boolean isExact = isExact(job.total(), sent);
            int cost = COLUMNS.indexOf("µs an event");
            Figures ratio = new Figures(
                    "processor time of an event, many divided by few",
                    "ratio",
                    List.of("ratio"),
                    List.of(new Figures.Row(
                            "weir",
                            List.of(rows.get(1).values().get(cost)
                                    / rows.get(0).values().get(cost)),
                            "")));
            show(new Report(
                    name(),
                    machine,
                    configuration(),
                    List.of(new Figures("identities remembered", "at a drain", COLUMNS, rows), ratio),
                    "µs an event"));
            return isExact ? 0 : NOT_EXACT;
        } catch (DrainFailure failed) {
            throw new IOException(failed.getMessage(), failed);
        }
    }

    /** Sends events up to this number in all, while the job counts them. */
    private void remember(Stack stack, WeirDrain job, LogFiller log, long upTo)
            throws DrainFailure, IOException, InterruptedException {
        LogSize topic = new LogSize(stack.kafkaBootstrapServers());
        double countedBefore = job.counted();
        long sentBefore = sent;
        while (sent < upTo) {
            long next = Math.min(upTo, sent + AT_ONCE);
            log.fill(sent, next);
            sent = next;
            double expected = countedBefore + sent - sentBefore;
            new DrainWatch(job.processes(), job, (long) expected, console).toItsEnd();
            topic.forget("events");
        }
    }

    private Figures.Row drain(String name, Stack stack, WeirDrain job, LogFiller log)
            throws DrainFailure, IOException, InterruptedException {
        stack.flink().stop();
        console.at(String.format(Locale.ROOT, "%s: filling the log with %,d events", name, events));
        log.fill(sent, sent + events);
        sent += events;
        long begin = System.nanoTime();
        stack.flink().start();
        while (job.counted() == 0) {
            Pause.of(LOOK_EVERY);
        }
        double startSeconds = (System.nanoTime() - begin) / 1e9;
        DrainWindow window = new DrainWatch(job.processes(), job, events, console).toItsEnd();
        // A checkpoint after the drain must complete, because the state is measured from it.
        Pause.of(CHECKPOINT_WITHIN);
        JobCounters counters = new JobCounters(stack.flinkMetricsUrl());
        double remembered = counters.sum("remembered_identities");
        console.at(String.format(
                Locale.ROOT,
                "%s: %,.0f a second; processor time in µs an event: %s%s",
                name,
                window.eventsPerSecond(),
                window.cost(),
                job.remark()));
        return new Figures.Row(
                name,
                List.of(
                        remembered,
                        window.eventsPerSecond(),
                        window.cost().all(),
                        startSeconds,
                        counters.sum("identity_filter_bytes") / remembered,
                        bytes(stack.dataDirectory().resolve("checkpoints")) / remembered),
                "");
    }

    /** The size of all state, most of which is identities. */
    private static double bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(Identities::size).sum();
        }
    }

    /** The size of a file, or 0 if it has just been deleted. */
    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException gone) {
            return 0;
        }
    }

    private Map<String, Object> configuration() {
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("identities", identities);
        configuration.put("events", events);
        population.putInto(configuration);
        return configuration;
    }
}
