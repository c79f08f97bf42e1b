// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bench.load.NumberedLoad;
import dev.weir.local.Stack;
import dev.weir.testbed.Pause;
import dev.weir.testbed.Sql;
import dev.weir.testbed.TableReads;
import dev.weir.testbed.TestStack;
import dev.weir.testbed.WeirClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./bench/run endurance}: sends many identities through all of Weir, and kills every process on the way. */
@Command(
        customSynopsis = "./bench/run endurance [--events N] [--rate N] [--kill-at N] [--again N]",
        description = "Posts events with an event_id, kills all processes when a number of them are accepted, restarts"
                + " them, and posts the first events again at the end. Measures how soon the job counts"
                + " again, and checks that the numbers are exact.",
        exitCodeList = {"0:measured, and the numbers are exact", "1:the numbers are wrong", "2:the measurement failed"})
final class Endurance extends Scenario {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration PROGRESS_EVERY = Duration.ofSeconds(30);
    private static final Duration LEDGER_WITHIN = Duration.ofMinutes(2);
    private static final Duration STUCK_AFTER = Duration.ofMinutes(5);

    @Option(
            names = "--events",
            paramLabel = "N",
            description = "number of events, a multiple of 1,000; ${DEFAULT-VALUE} by default")
    private long events = 60_000_000;

    @Option(names = "--rate", paramLabel = "N", description = "events posted a second; ${DEFAULT-VALUE} by default")
    private int rate = 100_000;

    @Option(
            names = "--kill-at",
            paramLabel = "N",
            description = "number of accepted events at which all processes are killed; ${DEFAULT-VALUE} by default")
    private long killAt = 50_000_000;

    @Option(
            names = "--again",
            paramLabel = "N",
            description = "number of the first events to post again at the end; ${DEFAULT-VALUE} by default")
    private long again = 5_000_000;

    @Mixin
    private final Population population = new Population();

    Endurance() {
        super("endurance");
    }

    @Override
    int measure(Path folder) throws IOException, InterruptedException {
        Machine machine = Machine.here();
        try (TestStack opened = started(folder.resolve("stack"), machine)) {
            Stack stack = opened.stack();
            JobCounters job = new JobCounters(stack.flinkMetricsUrl());
            List<Figures.Row> rows = new ArrayList<>();
            long failures;
            try (NumberedLoad load = post(stack, events)) {
                awaitAccepted(load, job, killAt);
                requireNoRestart(job);
                rows.add(new Figures.Row("killed", List.of(killAndAwaitCounting(stack, job)), ""));
                awaitAccepted(load, job, events);
                failures = load.failures();
            }
            rows.add(new Figures.Row("caught up", List.of(awaitViews(stack, job, "caught up")), ""));
            try (NumberedLoad load = post(stack, again)) {
                awaitAccepted(load, job, again);
            }
            rows.add(new Figures.Row("the first again", List.of(awaitViews(stack, job, "the first again")), ""));
            requireNoRestart(job);
            long views = tables(stack).views();
            boolean isExact = views == events && isBalanced(stack);
            console.at(String.format(
                    Locale.ROOT,
                    "%s: %,d views of %,d events; %,d requests were sent again",
                    isExact ? "exact" : "NOT EXACT",
                    views,
                    events,
                    failures));
            show(new Report(
                    name(),
                    machine,
                    configuration(),
                    List.of(new Figures(
                            "endurance", "after", List.of("seconds until it counts, or has counted all"), rows)),
                    "seconds until it counts, or has counted all"));
            return isExact ? 0 : NOT_EXACT;
        }
    }

    private NumberedLoad post(Stack stack, long count) {
        console.at(String.format(Locale.ROOT, "posting %,d events at %,d a second", count, rate));
        return NumberedLoad.start(stack.gatewayUrl(), rate, count, population.users, population.videos);
    }

    private void awaitAccepted(NumberedLoad load, JobCounters job, long count)
            throws IOException, InterruptedException {
        long printedAt = System.nanoTime();
        long movedAt = printedAt;
        long before = 0;
        while (load.accepted() < count) {
            Pause.of(LOOK_EVERY);
            long now = System.nanoTime();
            if (load.accepted() > before) {
                before = load.accepted();
                movedAt = now;
            } else if (now - movedAt > STUCK_AFTER.toNanos()) {
                throw new IOException("the gateway stopped accepting events; " + load.failures() + " requests failed");
            }
            if (now - printedAt > PROGRESS_EVERY.toNanos()) {
                printedAt = now;
                console.at(String.format(
                        Locale.ROOT,
                        "%,d accepted; counted since the start of the job: %,.0f",
                        load.accepted(),
                        job.sum("counted_total")));
            }
        }
    }

    /** Returns the seconds until the job counts again. */
    private double killAndAwaitCounting(Stack stack, JobCounters job) throws IOException, InterruptedException {
        console.at("killing all processes");
        long begin = System.nanoTime();
        stack.killAll();
        stack.start();
        while (job.sum("counted_total") == 0) {
            Pause.of(LOOK_EVERY);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        console.at(String.format(Locale.ROOT, "counting again after %.1f s", seconds));
        return seconds;
    }

    /** Waits until the tables are as fresh as now. Returns the seconds that it took. */
    private double awaitViews(Stack stack, JobCounters job, String what) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        TableReads tables = tables(stack);
        Instant now = Instant.now();
        double counted = job.sum("counted_total") + job.sum("duplicates_total");
        long movedAt = begin;
        while (!tables.areFresh(now)) {
            Pause.of(LOOK_EVERY);
            double sum = job.sum("counted_total") + job.sum("duplicates_total");
            if (sum > counted) {
                counted = sum;
                movedAt = System.nanoTime();
            } else if (System.nanoTime() - movedAt > STUCK_AFTER.toNanos()) {
                throw new IOException("the job stopped counting");
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        console.at(String.format(Locale.ROOT, "%s after %.1f s", what, seconds));
        return seconds;
    }

    private static TableReads tables(Stack stack) {
        return new TableReads(new Sql(stack.clickHouseUrl()));
    }

    private boolean isBalanced(Stack stack) throws IOException, InterruptedException {
        String ledger = new WeirClient(stack.gatewayUrl(), LEDGER_WITHIN)
                .get("/reconcile?wait=60s")
                .body()
                .toString();
        console.at("/reconcile: " + ledger.substring(0, Math.min(ledger.length(), 120)));
        return ledger.startsWith("{\"balanced\":true");
    }

    private static void requireNoRestart(JobCounters job) throws IOException, InterruptedException {
        double restarts = job.restarts();
        if (restarts > 0) {
            throw new IOException("the job was restarted " + restarts + " times");
        }
    }

    private Map<String, Object> configuration() {
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("events", events);
        configuration.put("events/s", rate);
        configuration.put("killed at", killAt);
        configuration.put("again", again);
        population.putInto(configuration);
        return configuration;
    }
}
