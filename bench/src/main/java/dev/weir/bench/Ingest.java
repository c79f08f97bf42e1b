// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bench.load.EventBodies;
import dev.weir.bench.load.LogSize;
import dev.weir.bench.load.PostLoad;
import dev.weir.bench.peer.BareProducer;
import dev.weir.local.Stack;
import dev.weir.testbed.TestStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./bench/run ingest}: measures how many events a second the gateway makes durable. */
@Command(
        customSynopsis = "./bench/run ingest [--rounds N] [--warm-up SECONDS] [--seconds SECONDS]",
        description =
                "Posts 1,000 events per request over 16 connections, as fast as the gateway responds, while the job"
                        + " is stopped; then sends the same records to the same broker with a bare Kafka producer"
                        + " in one process. The log is compared with the acknowledged events.",
        exitCodeList = {"0:measured", "1:the log does not match the acknowledged events", "2:the measurement failed"})
final class Ingest extends Scenario {
    private static final String GATEWAY = "gateway";
    private static final String PRODUCER = "bare-producer";

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "number of measurements of each; ${DEFAULT-VALUE} by default")
    private int rounds = 3;

    @Mixin
    private final Timing timing = new Timing(15, 20);

    @Mixin
    private final Population population = new Population();

    Ingest() {
        super("ingest");
    }

    @Override
    int measure(Path folder) throws IOException, InterruptedException {
        Machine machine = Machine.here();
        PeerComparison speed = new PeerComparison("ingest", "durable events/s", GATEWAY, rounds);
        PeerComparison cost = new PeerComparison("ingest: processor time", "µs an event", GATEWAY, rounds);
        try (TestStack opened = started(folder.resolve("stack"), machine)) {
            Stack stack = opened.stack();
            stack.flink().stop();
            boolean isExact = true;
            for (int round = 1; round <= rounds; round++) {
                isExact &= gateway(stack, round, speed, cost);
                isExact &= producer(stack, folder.resolve("producer-" + round), round, speed, cost);
            }
            show(new Report(
                    name(),
                    machine,
                    configuration(),
                    List.of(speed.values(), speed.ratios(), cost.values(), cost.ratios()),
                    Figures.MEDIAN));
            return isExact ? 0 : NOT_EXACT;
        }
    }

    private boolean gateway(Stack stack, int round, PeerComparison speed, PeerComparison cost)
            throws IOException, InterruptedException {
        console.at(String.format(Locale.ROOT, "round %d: the gateway", round));
        // A fresh process, like the producer's.
        stack.gateway().restart();
        LogSize log = new LogSize(stack.kafkaBootstrapServers());
        long before = log.records("events");
        PostLoad load = PostLoad.start(stack.gatewayUrl(), PostLoad.CLOSED_LOOP, population.users, population.videos);
        RateWatch watch;
        try (load) {
            watch = RateWatch.over(
                    List.of(stack.gateway(), stack.kafka()), load::accepted, timing.warmUp(), timing.span());
        }
        return note(GATEWAY, round, watch, log.records("events") - before, load.accepted(), speed, cost);
    }

    private boolean producer(Stack stack, Path folder, int round, PeerComparison speed, PeerComparison cost)
            throws IOException, InterruptedException {
        console.at(String.format(Locale.ROOT, "round %d: the bare producer", round));
        String topic = "bare-producer-" + round;
        LogSize log = new LogSize(stack.kafkaBootstrapServers());
        log.create(topic);
        PeerProcess peer = PeerProcess.of(
                PRODUCER,
                BareProducer.class,
                // The same heap as the gateway's.
                List.of("-Xmx640m"),
                List.of(
                        stack.kafkaBootstrapServers(),
                        topic,
                        folder.toString(),
                        Integer.toString(population.users),
                        Integer.toString(population.videos)),
                folder);
        try {
            peer.start();
            RateWatch watch = RateWatch.over(
                    List.of(peer.process(), stack.kafka()), peer::counted, timing.warmUp(), timing.span());
            long acknowledged = Long.parseLong(peer.total());
            return note(PRODUCER, round, watch, log.records(topic), acknowledged, speed, cost);
        } finally {
            peer.stop();
            log.delete(topic);
        }
    }

    private boolean note(
            String name,
            int round,
            RateWatch watch,
            long inLog,
            long acknowledged,
            PeerComparison speed,
            PeerComparison cost) {
        boolean isExact = inLog == acknowledged;
        console.at(String.format(
                Locale.ROOT,
                "round %d, %s: %,.0f a second; processor time in µs an event: %s; %s: %,d records of %,d acknowledged events",
                round,
                name,
                watch.eventsPerSecond(),
                watch.cost(),
                isExact ? "exact" : "NOT EXACT",
                inLog,
                acknowledged));
        if (isExact) {
            speed.add(Measurement.of(name, round, watch.eventsPerSecond()));
            cost.add(Measurement.of(name, round, watch.cost().all()));
        } else {
            speed.add(Measurement.failed(name, round, "the log has " + inLog + " records"));
        }
        return isExact;
    }

    private Map<String, Object> configuration() {
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("connections", PostLoad.CONNECTIONS);
        configuration.put("events a request", EventBodies.EVENTS);
        configuration.put("acks", "all");
        configuration.put("rounds", rounds);
        timing.putInto(configuration);
        population.putInto(configuration);
        return configuration;
    }
}
