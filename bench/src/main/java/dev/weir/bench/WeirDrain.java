// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bench.load.LogFiller;
import dev.weir.local.Component;
import dev.weir.local.Stack;
import dev.weir.testbed.Console;
import dev.weir.testbed.Pause;
import dev.weir.testbed.Sql;
import dev.weir.testbed.TableReads;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** All of Weir with the settings of {@code ./run} and every feature on. */
final class WeirDrain implements DrainContender {
    static final String NAME = "weir";

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final Stack stack;
    private final JobCounters counters;
    private final long events;
    private final LogFiller log;
    private final long again;
    private final Console console;

    /** @param again how many of the first events to send again at the end */
    WeirDrain(Stack stack, long events, LogFiller log, long again, Console console) {
        this.stack = stack;
        this.counters = new JobCounters(stack.flinkMetricsUrl());
        this.events = events;
        this.log = log;
        this.again = again;
        this.console = console;
    }

    /** Stops everything except the broker, so that the log can be filled and others can read it. */
    static void sendAway(Stack stack) {
        stack.gateway().stop();
        stack.flink().stop();
        stack.clickHouse().stop();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() {
        stack.clickHouse().start();
        stack.gateway().start();
        stack.flink().start();
    }

    @Override
    public List<Component> processes() {
        return stack.components();
    }

    @Override
    public double counted() throws IOException, InterruptedException {
        return counters.sum("counted_total");
    }

    @Override
    public String remark() throws IOException, InterruptedException {
        return String.format(
                Locale.ROOT,
                "; identities in memory and state %,.0f, filters %,.0f MB",
                counters.sum("remembered_identities"),
                counters.sum("identity_filter_bytes") / 1e6);
    }

    @Override
    public String total() throws IOException, InterruptedException {
        if (again > 0) {
            sendAgain();
        }
        TableReads tables = new TableReads(new Sql(stack.clickHouseUrl()));
        Instant now = Instant.now();
        while (!tables.areFresh(now)) {
            Pause.of(LOOK_EVERY);
        }
        return Long.toString(tables.views());
    }

    private void sendAgain() throws IOException, InterruptedException {
        long copies = Math.min(again, events);
        console.at(String.format(Locale.ROOT, "sending the first %,d again", copies));
        log.fill(0, copies);
        try {
            DrainWindow found =
                    new DrainWatch(processes(), () -> counters.sum("duplicates_total"), copies, console).toItsEnd();
            console.at(String.format(
                    Locale.ROOT,
                    "duplicates found: %,.0f a second; processor time in µs an event: %s",
                    found.eventsPerSecond(),
                    found.cost()));
        } catch (DrainFailure failed) {
            throw new IOException(failed.getMessage(), failed);
        }
    }

    @Override
    public void stop() {
        sendAway(stack);
    }
}
