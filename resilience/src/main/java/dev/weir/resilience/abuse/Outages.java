// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import dev.weir.configuration.Units;
import dev.weir.configuration.Variable;
import dev.weir.local.Component;
import dev.weir.resilience.abuse.Dashboard.Reading;
import dev.weir.resilience.abuse.KeepAliveConnection.Fate;
import dev.weir.resilience.examination.SentTraffic;
import dev.weir.testbed.Freeze;
import dev.weir.testbed.Pause;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;

/** Runs outages of the gateway's dependencies, one after the other, while the good client continues. */
final class Outages {
    private static final Duration RECOVERED_AT_LAST = Duration.ofMinutes(2);

    /** How long an outage may take to show, on a busy machine. */
    private static final Duration NOTICED_AT_LAST = Duration.ofSeconds(30);

    /** A freeze ends this much later, even if this process dies. */
    private static final Duration FREEZE_SPARE = Duration.ofSeconds(30);

    private static final Duration UNDER_LOAD = Duration.ofSeconds(3);

    /** For clients to read responses in flight, and to notice that the gateway has ended. */
    private static final Duration LAST_BYTES_WITHIN = Duration.ofSeconds(10);

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private static final int SIGTERM_STATUS = 143;

    private final Scene scene;
    private final Duration length;
    private final Duration limit;
    private final Instant until;
    private final List<SentTraffic> accounts = new ArrayList<>();

    /**
     * @param length the length of an outage, from when it shows
     * @param limit the good client's maximum p99 while ingest should not be affected
     * @param until the newest timestamp of an event
     */
    Outages(Scene scene, Duration length, Duration limit, Instant until) {
        this.scene = scene;
        this.length = length;
        this.limit = limit;
        this.until = until;
    }

    /** Runs an outage. Returns a function that computes the finding from the good client's attempts. */
    Function<List<Attempt>, Finding> carryOut(Outage outage) throws IOException, InterruptedException {
        scene.console().at(outage.title());
        Component kafka = scene.stack().kafka();
        return switch (outage) {
            case KAFKA_FROZEN ->
                withoutKafka(outage, () -> Freeze.begin(kafka, longestFreeze()), () -> Freeze.end(kafka));
            case KAFKA_STOPPED -> withoutKafka(outage, kafka::stop, kafka::start);
            case CLICKHOUSE_FROZEN -> withoutClickHouse(outage);
            case GATEWAY_STOPPED -> withoutGateway(outage);
        };
    }

    /** The events that were sent in addition to the good client's. */
    List<SentTraffic> accounts() {
        return accounts;
    }

    private Function<List<Attempt>, Finding> withoutKafka(Outage outage, Runnable take, Runnable give)
            throws IOException, InterruptedException {
        Sample before = scene.gateway().sample();
        take.run();
        Instant from = Instant.now();
        awaitRefusal(from);
        Instant shown = Instant.now();
        Pause.of(length.dividedBy(2));
        ThreadDump threads = ThreadDump.parse(scene.gateway().threadDump());
        Sample middle = scene.gateway().sample();
        Pause.of(Duration.between(Instant.now(), shown.plus(length)));
        Instant giving = Instant.now();
        give.run();
        Instant to = Instant.now();
        awaitAcknowledgement(to);
        KafkaOutage seen = new KafkaOutage(
                outage.title(),
                from,
                giving,
                to,
                before,
                middle,
                scene.gateway().sample(),
                threads);
        return seen::finding;
    }

    private Function<List<Attempt>, Finding> withoutClickHouse(Outage outage) throws InterruptedException {
        Component clickHouse = scene.stack().clickHouse();
        Instant healthyFrom = Instant.now();
        try (Dashboard dashboard = new Dashboard(scene.stack().gatewayUrl())) {
            Pause.of(length);
            Instant from = Instant.now();
            Freeze.begin(clickHouse, longestFreeze());
            awaitReading(
                    dashboard,
                    NOTICED_AT_LAST,
                    reading -> reading.status() != 200 && reading.done().isAfter(from));
            Pause.of(length);
            Freeze.end(clickHouse);
            Instant to = Instant.now();
            awaitReading(
                    dashboard,
                    RECOVERED_AT_LAST,
                    reading -> reading.status() == 200 && reading.asked().isAfter(to));
            ClickHouseOutage seen = new ClickHouseOutage(outage.title(), healthyFrom, from, to, dashboard.readings());
            return attempts -> seen.finding(attempts, limit);
        }
    }

    private Function<List<Attempt>, Finding> withoutGateway(Outage outage) throws InterruptedException {
        Component gateway = scene.stack().gateway();
        DrainLoad load = new DrainLoad(scene.stack().gatewayUrl().getPort(), until);
        load.start();
        Pause.of(UNDER_LOAD);
        long begin = System.nanoTime();
        gateway.stop();
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        OptionalInt status = gateway.exitStatus();
        Instant deadline = Instant.now().plus(LAST_BYTES_WITHIN);
        while (!load.isOver() && Instant.now().isBefore(deadline)) {
            Pause.of(LOOK_EVERY);
        }
        load.finish();
        accounts.add(load.account());
        gateway.start();
        awaitAcknowledgement(Instant.now());
        return attempts -> drained(outage.title(), load, took, status.orElse(-1));
    }

    private Finding drained(String title, DrainLoad load, Duration took, int status) {
        Duration drainTimeout = Units.parseDuration(scene.stack()
                .environment()
                .getOrDefault(Variable.DRAIN_TIMEOUT.variableName(), Variable.DRAIN_TIMEOUT.defaultText()));
        int unanswered = load.count(Fate.DROPPED) + load.count(Fate.RESET) + load.unaccounted();
        return new Finding(
                title,
                List.of(String.format(
                                Locale.ROOT,
                                "%,d requests over %d connections: %,d got a response (%s), %d met a closed"
                                        + " connection, %d not sent whole,",
                                load.sent(),
                                DrainLoad.CONNECTIONS,
                                load.count(Fate.ANSWERED),
                                load.statusesText(),
                                load.count(Fate.MET_A_CLOSED_CONNECTION),
                                load.count(Fate.NOT_SENT))
                        + String.format(
                                Locale.ROOT,
                                " %d dropped, %d reset, %d unaccounted for; ended after %s with status %d",
                                load.count(Fate.DROPPED),
                                load.count(Fate.RESET),
                                load.unaccounted(),
                                Times.written(took),
                                status)),
                List.of(
                        Verdict.of(
                                unanswered == 0,
                                String.format(
                                        Locale.ROOT,
                                        "%s: every request got a response or met a closed connection: %d did not",
                                        title,
                                        unanswered)),
                        Verdict.of(
                                took.compareTo(drainTimeout) <= 0,
                                String.format(
                                        Locale.ROOT,
                                        "%s: ends within WEIR_DRAIN_TIMEOUT (%s): %s",
                                        title,
                                        Times.written(drainTimeout),
                                        Times.written(took))),
                        Verdict.of(
                                status == 0 || status == SIGTERM_STATUS,
                                String.format(Locale.ROOT, "%s: exit status 0 or 143: %d", title, status))));
    }

    private Duration longestFreeze() {
        return length.plus(NOTICED_AT_LAST).plus(FREEZE_SPARE);
    }

    /** Waits for the first 503. If there is none, the verdict fails later. */
    private void awaitRefusal(Instant since) throws InterruptedException {
        long micros = KafkaOutage.micros(since);
        boolean unused =
                scene.comes(NOTICED_AT_LAST, attempt -> attempt.status() == 503 && attempt.dueMicros() >= micros);
    }

    private void awaitAcknowledgement(Instant since) throws InterruptedException {
        long micros = KafkaOutage.micros(since);
        scene.await(
                RECOVERED_AT_LAST,
                "an acknowledgement",
                attempt -> attempt.isAcknowledged() && attempt.doneMicros() >= micros);
    }

    private static void awaitReading(Dashboard dashboard, Duration atMost, Predicate<Reading> wanted)
            throws InterruptedException {
        Instant deadline = Instant.now().plus(atMost);
        while (Instant.now().isBefore(deadline) && dashboard.readings().stream().noneMatch(wanted)) {
            Pause.of(LOOK_EVERY);
        }
    }
}
