// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import dev.weir.local.StackException;
import dev.weir.resilience.examination.Checker;
import dev.weir.resilience.examination.Examination;
import dev.weir.resilience.examination.LedgerWitness;
import dev.weir.resilience.examination.Preload;
import dev.weir.resilience.examination.Violations;
import dev.weir.testbed.Console;
import dev.weir.testbed.DeveloperCommand;
import dev.weir.testbed.RunFolder;
import dev.weir.testbed.Sql;
import dev.weir.testbed.WeirClient;
import dev.weir.testbed.Witness;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./chaos}: runs all of Weir under faults, and checks whether its numbers are exact. */
@Command(
        customSynopsis = "./chaos [--minutes N] [--seed S]",
        description = "Starts all of Weir on this machine as separate processes, sends events, and meanwhile kills,"
                + " freezes, stops and disconnects components. Then it checks that every acknowledged event"
                + " was counted once in every number.",
        exitCodeList = {"0:exact", "1:not exact", "2:the check could not be made"})
public final class Chaos extends DeveloperCommand {
    private static final int NOT_EXACT = 1;

    /** Set by the script {@code chaos}, which knows whether this process has its own mount namespace. */
    private static final String OWN_MOUNTS = "dev.weir.chaos.own-mounts";

    private static final Duration PROGRESS_EVERY = Duration.ofSeconds(10);
    private static final Duration READ_EVERY = Duration.ofMillis(300);
    private static final Duration LEDGER_EVERY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration ACKNOWLEDGED_WITHIN = Duration.ofSeconds(60);

    @Mixin
    private final ChaosArguments arguments = new ChaosArguments();

    private final Console console = new Console(System.out);

    private Chaos() {
        super("resilience", "chaos", "./chaos");
    }

    public static void main(String[] words) {
        new Chaos().runAndExit(words);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!arguments.breakages.isEmpty() && arguments.preload.events() > 0) {
            throw new StackException("--preload and --break exclude each other.");
        }
        try (RunFolder folder = takeFolder();
                CheckpointDisk disk = CheckpointDisk.on(
                        folder.root().resolve("checkpoints"),
                        arguments.preload.events(),
                        Boolean.getBoolean(OWN_MOUNTS));
                Cluster cluster = new Cluster(folder.root(), disk, jobJar(), brokenVariables())) {
            Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "stop"));
            console.line(String.format(Locale.ROOT, "seed %d; logs in %s", arguments.seed, folder.logs()));
            long begin = System.nanoTime();
            Sql clickHouse = new Sql(cluster.clickHouseUrl());
            cluster.start(() -> arguments.breakages.forEach(breakage -> breakage.breakSchema(clickHouse)));
            console.line(String.format(
                    Locale.ROOT,
                    "3 brokers, ZooKeeper, JobManager, 2 TaskManagers, ClickHouse and 2 gateways started … %.1f s",
                    DriverLog.seconds(System.nanoTime() - begin)));
            console.line("live pages at "
                    + cluster.gateways().stream()
                            .map(gateway -> gateway.url().toString())
                            .collect(Collectors.joining(" and ")));
            return examined(cluster, clickHouse, plan(disk));
        }
    }

    private int examined(Cluster cluster, Sql clickHouse, Plan plan) throws InterruptedException {
        arguments.breakages.forEach(breakage -> breakage.breakCluster(cluster));
        Preload preload = arguments.preload;
        List<URI> gateways = cluster.gateways().stream()
                .map(Cluster.GatewayNode::urlForProducers)
                .toList();
        try (Preloading preloading = new Preloading(preload, gateways, console)) {
            preloading.sendAll(clickHouse);
            preloading.sendAgain(arguments.seed);
            return examined(cluster, clickHouse, plan, gateways, preloading);
        }
    }

    private int examined(Cluster cluster, Sql clickHouse, Plan plan, List<URI> gateways, Preloading preloading)
            throws InterruptedException {
        console.beginClock();
        FaultLog faults = new FaultLog();
        List<WeirClient> readers = cluster.gateways().stream()
                .map(gateway -> new WeirClient(gateway.url(), PATIENCE))
                .toList();
        List<String> violations = new ArrayList<>();
        try (Driver driver = new Driver(gateways, arguments.seed, betweenBatches());
                Witness witness = Witness.of(readers, READ_EVERY, reading -> faults.seen(reading.asOf()));
                LedgerWitness ledger = LedgerWitness.of(readers, LEDGER_EVERY);
                Progress progress = Progress.every(PROGRESS_EVERY, driver.log(), witness, console)) {
            long trafficEnds = System.nanoTime() + leastLength().toNanos();
            Nemesis nemesis = new Nemesis(cluster, faults, console::at);
            nemesis.carryOut(plan);
            nemesis.waitUntil(trafficEnds);
            if (!driver.finish(ACKNOWLEDGED_WITHIN)) {
                violations.add(String.format(
                        Locale.ROOT,
                        "some requests were not acknowledged within %d s, without any fault",
                        ACKNOWLEDGED_WITHIN.toSeconds()));
            }
            preloading.close();
            Instant over = Instant.now();
            long overNanos = System.nanoTime();
            progress.print();
            console.at("the traffic has ended; reading every number");
            Examination.Result result = new Examination(
                            readers.get(0),
                            clickHouse,
                            new Checker(driver.log().account(), arguments.preload, LocalDate.now(ZoneOffset.UTC)))
                    .examine(over);
            progress.close();
            ledger.close();
            violations.addAll(result.violationsAndDelay());
            violations.addAll(Violations.of("numbers fell", witness.stepsBack()));
            violations.addAll(ledger.seen().violations());
            violations.addAll(Violations.of(
                    "responses to valid requests were not as documented",
                    driver.log().account().surprises()));
            new Summary(driver.log(), faults, ledger.seen(), overNanos).lines().forEach(console::line);
            return verdict(violations, result);
        }
    }

    private int verdict(List<String> violations, Examination.Result result) {
        console.line("");
        if (violations.isEmpty()) {
            console.line("VERDICT: exact");
            console.line(String.format(
                    Locale.ROOT,
                    "  every acknowledged event counts once in every table and metric, %.1f s after the traffic",
                    result.took().toMillis() / 1000.0));
            console.line("  no number ever decreased for a reader of both gateways");
            console.line("  the ledger balanced throughout, and balances now");
            return 0;
        }
        console.line("VERDICT: not exact");
        violations.forEach(violation -> console.line("  " + violation));
        return NOT_EXACT;
    }

    private Plan plan(CheckpointDisk disk) {
        if (!arguments.breakages.isEmpty()) {
            return new Plan(arguments.breakages.stream()
                    .flatMap(breakage -> breakage.plan().steps().stream())
                    .toList());
        }
        disk.whyNot()
                .ifPresent(why -> console.line("left out: " + FaultKind.FILL_CHECKPOINTS.title() + ", because " + why));
        Set<FaultKind> leftOut = disk.whyNot().isPresent() ? Set.of(FaultKind.FILL_CHECKPOINTS) : Set.of();
        return arguments.faults().isEmpty()
                ? Plan.random(arguments.seed, arguments.length, leftOut)
                : Plan.of(arguments.seed, arguments.faults()).without(leftOut);
    }

    /** The minimum length of the traffic. Only random plans have one; others end with their last fault. */
    private Duration leastLength() {
        boolean isRandom = arguments.breakages.isEmpty() && arguments.faults().isEmpty();
        return isRandom ? arguments.length : Duration.ZERO;
    }

    private Map<String, String> brokenVariables() {
        Map<String, String> variables = new HashMap<>();
        arguments.breakages.forEach(breakage -> variables.putAll(breakage.variables()));
        return variables;
    }

    /** How long a producer waits between two batches. */
    private Duration betweenBatches() {
        return arguments.breakages.stream()
                .map(Breakage::betweenBatches)
                .min(Comparator.naturalOrder())
                .orElse(Breakage.USUAL_PAUSE);
    }

    private Path jobJar() throws IOException {
        Path folder = sourceTree().resolve("flink-job/target");
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                List<Path> jars = files.filter(
                                file -> file.getFileName().toString().endsWith("-job.jar"))
                        .toList();
                if (jars.size() == 1) {
                    return jars.get(0);
                }
            }
        }
        throw new StackException("The jar of the job is not in " + folder + "; mvn package builds it.");
    }
}
