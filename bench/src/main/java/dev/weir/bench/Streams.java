// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bench.load.OpenStreams;
import dev.weir.http.background.Periodic;
import dev.weir.local.Stack;
import dev.weir.testbed.Pause;
import dev.weir.testbed.ProcessorTime;
import dev.weir.testbed.Sent;
import dev.weir.testbed.TestStack;
import dev.weir.testbed.WeirClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./bench/run streams}: measures what open streams of numbers cost. */
@Command(
        customSynopsis = "./bench/run streams [--streams N] [--rate N] [--warm-up SECONDS] [--seconds SECONDS]",
        description = "Posts a trickle of events, so that the numbers change every second, and measures the processor"
                + " time of each process without streams, with one, and with many of the same query, as a share of one"
                + " processor.")
final class Streams extends Scenario {
    private static final String TARGET = "/metrics/stream?metric=views&group_by=day";
    private static final double PERCENT = 100;

    @Option(names = "--streams", paramLabel = "N", description = "open streams; ${DEFAULT-VALUE} by default")
    private int streams = 1_000;

    @Option(names = "--rate", paramLabel = "N", description = "events posted a second; ${DEFAULT-VALUE} by default")
    private int rate = 10;

    @Mixin
    private final Timing timing = new Timing(30, 60);

    Streams() {
        super("streams");
    }

    @Override
    int measure(Path folder) throws IOException, InterruptedException {
        Machine machine = Machine.here();
        Map<String, String> environment = Map.of("WEIR_MAX_CONNECTIONS_PER_ADDRESS", "0");
        try (TestStack opened = started(folder.resolve("stack"), machine, environment);
                Periodic trickle = trickle(opened.stack())) {
            List<Integer> counts = List.of(0, 1, streams);
            Map<String, List<Double>> shares = new LinkedHashMap<>();
            boolean isComplete = true;
            for (int count : counts) {
                isComplete &= measure(opened.stack(), count, shares);
            }
            show(report(machine, counts, shares));
            return isComplete ? 0 : 1;
        }
    }

    /** Posts the events one by one, unlike a load in batches, so that the numbers change every second. */
    private Periodic trickle(Stack stack) {
        WeirClient client = new WeirClient(stack.gatewayUrl());
        AtomicLong number = new AtomicLong();
        return Periodic.start("trickle", Duration.ZERO, Duration.ofSeconds(1).dividedBy(rate), () -> {
            long next = number.incrementAndGet();
            try {
                client.post(List.of(new Sent("trickle-" + next, "u-" + next, "v", Instant.now())));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        });
    }

    /** Adds a value to each process. Returns false if a stream has ended. */
    private boolean measure(Stack stack, int count, Map<String, List<Double>> shares)
            throws IOException, InterruptedException {
        try (OpenStreams open = OpenStreams.open(stack.gatewayUrl(), TARGET, count)) {
            Pause.of(timing.warmUp());
            long bytes = open.bytes();
            long begin = System.nanoTime();
            ProcessorTime before = ProcessorTime.now(stack.components());
            Pause.of(timing.span());
            ProcessorTime after = ProcessorTime.now(stack.components());
            long nanos = System.nanoTime() - begin;
            after.byProcess().forEach((name, time) -> {
                Duration used = time.minus(before.byProcess().getOrDefault(name, Duration.ZERO));
                shares.computeIfAbsent(name, first -> new ArrayList<>()).add(PERCENT * used.toNanos() / nanos);
            });
            console.at(String.format(
                    Locale.ROOT, "%,d of %,d streams are open; %,d bytes", open.count(), count, open.bytes() - bytes));
            return open.count() == count;
        }
    }

    private Report report(Machine machine, List<Integer> counts, Map<String, List<Double>> shares) {
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("streams", streams);
        configuration.put("events per second", rate);
        timing.putInto(configuration);
        List<String> columns = counts.stream().map(String::valueOf).toList();
        List<Figures.Row> rows = new ArrayList<>();
        shares.forEach((name, values) -> rows.add(new Figures.Row(name, values, "")));
        return new Report(
                name(),
                machine,
                configuration,
                List.of(new Figures("streams", "% of a processor", columns, rows)),
                columns.get(columns.size() - 1));
    }
}
