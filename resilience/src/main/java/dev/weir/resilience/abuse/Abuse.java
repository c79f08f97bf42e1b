// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import dev.weir.configuration.Variable;
import dev.weir.local.Stack;
import dev.weir.resilience.examination.Checker;
import dev.weir.resilience.examination.Examination;
import dev.weir.resilience.examination.LedgerWitness;
import dev.weir.resilience.examination.SentTraffic;
import dev.weir.testbed.Console;
import dev.weir.testbed.DeveloperCommand;
import dev.weir.testbed.Pause;
import dev.weir.testbed.RunFolder;
import dev.weir.testbed.Sent;
import dev.weir.testbed.Sql;
import dev.weir.testbed.TestStack;
import dev.weir.testbed.WeirClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./abuse}: runs all of Weir under abuse or during outages, and checks whether its gateway stays steady. */
@Command(
        customSynopsis = {"./abuse [--seconds N] [--p99 250ms]", "       ./abuse --outages [--outage 60s]"},
        description =
                "Starts all of Weir on this machine, and a good client that sends 1,000 events a second on a fixed"
                        + " schedule. Other clients abuse the gateway, one kind after the other; with --outages,"
                        + " Kafka and ClickHouse become unavailable instead, and the gateway is stopped under load."
                        + " Reports the latency of the good client and the resources of the gateway, and checks"
                        + " that every acknowledged event was counted once.",
        exitCodeList = {"0:steady", "1:not steady", "2:the check could not be made"})
public final class Abuse extends DeveloperCommand {
    private static final int NOT_STEADY = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LEDGER_EVERY = Duration.ofSeconds(2);
    private static final Duration LEDGER_PATIENCE = Duration.ofSeconds(10);

    /** Lets the JIT compiler and caches warm up. */
    private static final Duration WARM_UP = Duration.ofSeconds(15);

    private static final Duration QUICK_WARM_UP = Duration.ofSeconds(3);

    @Mixin
    private final AbuseArguments arguments = new AbuseArguments();

    private final Console console = new Console(System.out);
    private final Instant until = Instant.now();

    private Abuse() {
        super("resilience", "abuse", "./abuse");
    }

    public static void main(String[] words) {
        new Abuse().runAndExit(words);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (RunFolder folder = takeFolder();
                TestStack opened = TestStack.open(folder.root().resolve("stack"), environment())) {
            Stack stack = opened.stack();
            console.line("logs in " + stack.dataDirectory().resolve("logs"));
            stack.start();
            console.line("Kafka, ClickHouse, Flink and the gateway started as separate processes");
            Ammunition ammunition = Ammunition.make(until);
            try (GoodClientProcess goodClient = GoodClientProcess.start(stack.gatewayUrl(), until)) {
                console.beginClock();
                return judged(
                        new Scene(stack, goodClient, new GatewayProbe(stack.gateway(), stack.managementUrl()), console),
                        ammunition);
            }
        }
    }

    /** Short outages need a shorter query timeout. */
    private Map<String, String> environment() {
        return arguments.isTimed() ? Map.of() : Map.of(Variable.QUERY_TIMEOUT.variableName(), "2s");
    }

    private int judged(Scene scene, Ammunition ammunition) throws IOException, InterruptedException {
        WeirClient auditor = new WeirClient(scene.stack().gatewayUrl(), LEDGER_PATIENCE);
        try (LedgerWitness ledger = LedgerWitness.of(List.of(auditor), LEDGER_EVERY)) {
            return judged(scene, ammunition, ledger);
        }
    }

    private int judged(Scene scene, Ammunition ammunition, LedgerWitness ledger)
            throws IOException, InterruptedException {
        console.at("warming up");
        Pause.of(arguments.isTimed() ? WARM_UP : QUICK_WARM_UP);
        long gatewayProcess = scene.stack().gateway().pid();
        long heapBound = scene.gateway().heapBound();
        List<Phase> phases = arguments.attacks().isEmpty()
                ? List.of()
                : new Campaign(scene, ammunition, arguments.length()).carryOut(arguments.attacks());
        boolean survived =
                scene.stack().gateway().isAlive() && scene.stack().gateway().pid() == gatewayProcess;
        Outages outages = new Outages(scene, arguments.outageLength(), arguments.p99, until);
        List<Function<List<Attempt>, Finding>> seen = new ArrayList<>();
        for (Outage outage : arguments.outages()) {
            seen.add(outages.carryOut(outage));
        }
        console.at("the traffic has ended; reading every number");
        scene.goodClient().finish();
        Instant over = Instant.now();
        ledger.close();

        List<Attempt> attempts = scene.goodClient().attempts();
        List<Finding> findings =
                seen.stream().map(finding -> finding.apply(attempts)).toList();
        List<Verdict> verdicts = new ArrayList<>();
        if (!phases.isEmpty()) {
            verdicts.add(Verdict.of(survived, "the gateway's process survives all abuse"));
            verdicts.addAll(latencies(phases, attempts));
            verdicts.addAll(Campaign.judge(phases, heapBound));
        }
        findings.forEach(finding -> verdicts.addAll(finding.verdicts()));
        verdicts.add(balance(ledger.seen()));
        verdicts.addAll(
                exactness(scene.stack(), ammunition, outages, scene.goodClient().account(), over));
        print(phases, attempts, findings);
        console.line("");
        console.line("ledger: " + ledger.seen().text());
        return verdict(verdicts);
    }

    private List<Verdict> latencies(List<Phase> phases, List<Attempt> attempts) {
        return phases.stream()
                .map(phase -> Verdict.within(
                        arguments.p99,
                        Latencies.of(attempts, phase.from(), phase.to()).quantile(0.99),
                        "the good client's p99, " + phase.title() + ","))
                .toList();
    }

    private static Verdict balance(LedgerWitness.Seen ledger) {
        List<String> violations = ledger.violations();
        return Verdict.of(
                violations.isEmpty(),
                "the ledger balances throughout: " + (violations.isEmpty() ? "yes" : String.join("; ", violations)));
    }

    private List<Verdict> exactness(
            Stack stack, Ammunition ammunition, Outages outages, SentTraffic goodClient, Instant over)
            throws InterruptedException {
        List<SentTraffic> others = new ArrayList<>(outages.accounts());
        others.add(ammunition.largeBodies().account());
        Set<Sent> acknowledged = new HashSet<>(goodClient.acknowledged());
        Set<Sent> abandoned = new HashSet<>(goodClient.abandoned());
        List<String> surprises = new ArrayList<>(goodClient.surprises());
        for (SentTraffic other : others) {
            acknowledged.addAll(other.acknowledged());
            abandoned.addAll(other.abandoned());
            surprises.addAll(other.surprises());
        }
        Examination.Result result = new Examination(
                        new WeirClient(stack.gatewayUrl(), PATIENCE),
                        new Sql(stack.clickHouseUrl()),
                        new Checker(new SentTraffic(acknowledged, abandoned, surprises), LocalDate.now(ZoneOffset.UTC)))
                .examine(over);
        return List.of(
                Verdict.of(
                        goodClient.abandoned().isEmpty(),
                        String.format(
                                Locale.ROOT,
                                "every event of the good client is finally acknowledged: %,d of %,d are not",
                                goodClient.abandoned().size(),
                                goodClient.acknowledged().size()
                                        + goodClient.abandoned().size())),
                Verdict.of(
                        surprises.isEmpty(),
                        String.format(
                                Locale.ROOT,
                                "every response to a valid request is as documented: %s",
                                surprises.isEmpty() ? "yes" : surprises.get(0))),
                Verdict.of(
                        result.violations().isEmpty(),
                        String.format(
                                Locale.ROOT,
                                "every one of %,d acknowledged events counts once in every metric, and nothing else does: %s",
                                acknowledged.size(),
                                result.violations().isEmpty() ? "exact" : String.join("; ", result.violations()))),
                Verdict.within(Examination.VISIBLE_WITHIN, result.took(), "everything is visible"));
    }

    private void print(List<Phase> phases, List<Attempt> attempts, List<Finding> findings) {
        if (!phases.isEmpty()) {
            console.line("");
            PhaseTables.goodClient(phases, attempts).forEach(console::line);
            console.line("");
            PhaseTables.abuse(phases).forEach(console::line);
        }
        for (Finding finding : findings) {
            console.line("");
            console.line(finding.title());
            finding.facts().forEach(fact -> console.line("  " + fact));
        }
    }

    private int verdict(List<Verdict> verdicts) {
        console.line("");
        List<Verdict> judged = verdicts.stream()
                .filter(verdict -> arguments.isTimed() || !verdict.isAboutTime())
                .toList();
        boolean isSteady = judged.stream().allMatch(Verdict::isMet);
        console.line(isSteady ? "VERDICT: steady" : "VERDICT: not steady");
        judged.forEach(verdict -> console.line(verdict.line()));
        return isSteady ? 0 : NOT_STEADY;
    }
}
