// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bench.load.PostLoad;
import dev.weir.local.Stack;
import dev.weir.testbed.Pause;
import dev.weir.testbed.ProcessorTime;
import dev.weir.testbed.Sql;
import dev.weir.testbed.TableReads;
import dev.weir.testbed.TestStack;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./bench/run end-to-end}: finds the rate of events that all of Weir can sustain. */
@Command(
        customSynopsis = "./bench/run end-to-end [--rates N,…] [--warm-up SECONDS] [--seconds SECONDS]",
        description = "Posts events at increasing fixed rates, and checks whether the job falls behind: a rate is"
                + " sustained if it was accepted and the lag did not grow from the first half to the"
                + " second. It ends with the first rate that is not sustained.",
        exitCodeList = {"0:measured, and the numbers are exact", "1:the numbers are wrong", "2:the measurement failed"})
final class EndToEnd extends Scenario {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration CATCH_UP_WITHIN = Duration.ofMinutes(10);
    private static final List<String> COLUMNS =
            List.of("accepted/s", "counted/s", "lag before", "lag after", "p50 ms", "p99 ms", "µs an event");

    /** Shares of the rate: the least that must be accepted, and the most that the lag may grow. */
    private static final double ACCEPTED = 0.99;

    private static final double GROWTH = 0.01;

    @Option(
            names = "--rates",
            split = ",",
            paramLabel = "N",
            description = "events a second, rising; 25000,50000,75000,100000,125000,150000,200000 by default")
    private List<Integer> rates = List.of(25_000, 50_000, 75_000, 100_000, 125_000, 150_000, 200_000);

    @Mixin
    private final Timing timing = new Timing(30, 60);

    @Mixin
    private final Population population = new Population();

    EndToEnd() {
        super("end-to-end");
    }

    @Override
    int measure(Path folder) throws IOException, InterruptedException {
        Machine machine = Machine.here();
        List<Figures.Row> rows = new ArrayList<>();
        try (TestStack opened = started(folder.resolve("stack"), machine)) {
            Stack stack = opened.stack();
            JobCounters job = new JobCounters(stack.flinkMetricsUrl());
            long accepted = 0;
            boolean sustained = true;
            for (int rate : rates) {
                if (!sustained) {
                    break;
                }
                console.at(String.format(Locale.ROOT, "posting %,d events a second", rate));
                PostLoad load = PostLoad.start(stack.gatewayUrl(), rate, population.users, population.videos);
                try (load) {
                    Figures.Row row = row(stack, job, load, accepted, rate);
                    rows.add(row);
                    sustained = row.note().isEmpty();
                }
                accepted += load.accepted();
                console.at(
                        sustained
                                ? "sustained; waiting until all is counted"
                                : "not sustained; waiting until all is counted");
                awaitCounted(job, accepted);
            }
            boolean isExact = isExact(Long.toString(views(stack, accepted)), accepted);
            show(new Report(
                    name(),
                    machine,
                    configuration(),
                    List.of(new Figures("end to end", "at a rate", COLUMNS, rows)),
                    "counted/s"));
            return isExact ? 0 : NOT_EXACT;
        }
    }

    /** @param before the number of events accepted at earlier rates */
    private Figures.Row row(Stack stack, JobCounters job, PostLoad load, long before, int rate)
            throws IOException, InterruptedException {
        Pause.of(timing.warmUp());
        load.check();
        load.took().clear();
        Lag first = lag(job, load, before, timing.span().dividedBy(2));
        ProcessorTime times = ProcessorTime.now(stack.components());
        long acceptedBefore = load.accepted();
        double countedBefore = job.sum("counted_total");
        long begin = System.nanoTime();
        Lag second = lag(job, load, before, timing.span().dividedBy(2));
        double took = (System.nanoTime() - begin) / 1e9;
        double accepted = (load.accepted() - acceptedBefore) / took;
        double counted = (job.sum("counted_total") - countedBefore) / took;
        CostPerEvent cost = CostPerEvent.of(times, ProcessorTime.now(stack.components()), counted * took);
        load.check();
        boolean isSustained = accepted >= ACCEPTED * rate
                && second.mean() - first.mean() <= GROWTH * rate * timing.span().toSeconds() / 2.0;
        console.at(String.format(Locale.ROOT, "processor time in µs an event: %s", cost));
        return new Figures.Row(
                String.format(Locale.ROOT, "%,d/s", rate),
                List.of(
                        accepted,
                        counted,
                        first.mean(),
                        second.mean(),
                        load.took().millis(0.5),
                        load.took().millis(0.99),
                        cost.all()),
                isSustained ? "" : "not sustained");
    }

    /** The average number of events that were accepted but not yet counted. */
    private record Lag(double mean) {}

    private Lag lag(JobCounters job, PostLoad load, long before, Duration span)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + span.toNanos();
        double sum = 0;
        int looks = 0;
        while (System.nanoTime() < end) {
            double counted = job.sum("counted_total");
            sum += before + load.accepted() - counted;
            looks++;
            Pause.of(LOOK_EVERY);
        }
        return new Lag(sum / Math.max(1, looks));
    }

    private static void awaitCounted(JobCounters job, long accepted) throws IOException, InterruptedException {
        long end = System.nanoTime() + CATCH_UP_WITHIN.toNanos();
        while (job.sum("counted_total") < accepted) {
            if (System.nanoTime() > end) {
                throw new IOException("the job did not catch up within " + CATCH_UP_WITHIN);
            }
            Pause.of(LOOK_EVERY);
        }
    }

    private static long views(Stack stack, long accepted) throws IOException, InterruptedException {
        TableReads tables = new TableReads(new Sql(stack.clickHouseUrl()));
        long views = 0;
        for (long end = System.nanoTime() + Duration.ofMinutes(1).toNanos(); System.nanoTime() < end; ) {
            views = tables.views();
            if (views == accepted) {
                break;
            }
            Pause.of(LOOK_EVERY);
        }
        return views;
    }

    private Map<String, Object> configuration() {
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("rates", rates);
        timing.putInto(configuration);
        population.putInto(configuration);
        return configuration;
    }
}
