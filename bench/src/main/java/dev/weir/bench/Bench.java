// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * {@code ./bench/run NAME|all}: measures Weir's throughput and its cost per event, beside its peers on the same
 * machine.
 */
public final class Bench {
    private static final int CANNOT = 2;

    private static final Map<String, Supplier<Scenario>> SCENARIOS = scenarios();

    private Bench() {}

    public static void main(String[] words) {
        System.exit(run(List.of(words)));
    }

    private static Map<String, Supplier<Scenario>> scenarios() {
        Map<String, Supplier<Scenario>> scenarios = new LinkedHashMap<>();
        for (Supplier<Scenario> scenario : List.<Supplier<Scenario>>of(
                Ingest::new,
                DrainScenario::new,
                DefinedMetrics::new,
                EndToEnd::new,
                Endurance::new,
                Freshness::new,
                Queries::new,
                Streams::new,
                MetricQueries::new,
                Idle::new,
                Growth::new,
                Identities::new,
                Micro::new)) {
            scenarios.put(scenario.get().name(), scenario);
        }
        return scenarios;
    }

    static int run(List<String> words) {
        String name = words.isEmpty() ? "--help" : words.get(0);
        List<String> others = words.subList(Math.min(1, words.size()), words.size());
        Supplier<Scenario> scenario = SCENARIOS.get(name);
        if (scenario != null) {
            return scenario.get().measure(others);
        }
        if (name.equals("all") && others.isEmpty()) {
            return SCENARIOS.values().stream()
                    .mapToInt(each -> each.get().measure(List.of()))
                    .max()
                    .orElse(CANNOT);
        }
        if (name.equals("--help")) {
            help();
            return 0;
        }
        if (name.startsWith("--")) {
            // Compatible with the time when there was only one scenario: Weir alone, one round.
            return new DrainScenario().measure(alone(words));
        }
        System.err.println("There is no " + name + "; see ./bench/run --help.");
        return CANNOT;
    }

    private static List<String> alone(List<String> words) {
        return Stream.concat(Stream.of("--against", "none", "--rounds", "1"), words.stream())
                .toList();
    }

    private static void help() {
        System.out.println("./bench/run NAME [options]   runs one benchmark; NAME --help describes it");
        System.out.println("./bench/run all              runs all benchmarks with the default options");
        System.out.println("./bench/run [--events N …]   the same as drain --against none --rounds 1");
        System.out.println();
        SCENARIOS.values().stream().map(Supplier::get).forEach(Bench::helpOn);
    }

    private static void helpOn(Scenario scenario) {
        System.out.println("  " + scenario.name());
        System.out.println("      " + scenario.explanation());
    }
}
